-- Where agents say something
-- In which turns does a text stand, and where in them?
-- In messages, reasoning, arguments of calls and what these gave back; upper and lower case are alike. All
-- turns are looked at, in the order of the trajectories' ids.
-- $text VARCHAR = 'error': the text
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH texts AS (
    SELECT trajectory_id, turn, -1 AS call, 'message' AS place, message AS text FROM turns
    UNION ALL
    SELECT trajectory_id, turn, -1, 'reasoning', reasoning FROM turns
    UNION ALL
    SELECT trajectory_id, turn, call, tool || ' arguments', arguments FROM tool_calls()
    UNION ALL
    SELECT trajectory_id, turn, call, tool || ' observation', observation FROM tool_calls()
)
SELECT
    trajectory_id,
    turn,
    place,
    substring(text, greatest(position(lower($text::VARCHAR) IN lower(text)) - 60, 1), 200) AS excerpt
FROM texts
WHERE contains(lower(text), lower($text::VARCHAR))
ORDER BY trajectory_id, turn, call, place
LIMIT $limit::BIGINT

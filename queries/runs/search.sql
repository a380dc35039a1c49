-- Which trajectories have this text anywhere in their turns, where first, and in how many turns?
-- text: in lower case, as upper and lower case are alike; ids: only in these; NULL for all
WITH held AS (
    SELECT
        trajectory_id,
        turn,
        list_filter(
            [message, reasoning]
            || list_transform(calls, lambda c: concat_ws(chr(10), c.tool, c.arguments))
            || list_transform(calls, lambda c: c.observation),
            lambda t: contains(lower(t), $text)
        ) AS texts
    FROM turns
    WHERE ($ids::VARCHAR[] IS NULL OR trajectory_id IN (SELECT unnest($ids::VARCHAR[])))
)
SELECT
    trajectory_id,
    min(turn) AS turn,
    count(*) AS turns,
    arg_min(substr(texts[1], greatest(instr(lower(texts[1]), $text) - 40, 1), 160), turn) AS around
FROM held
WHERE len(texts) > 0
GROUP BY trajectory_id

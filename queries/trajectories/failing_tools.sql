-- Tools that fail
-- Which tools fail the most often?
-- A call whose success nothing tells is not counted in `known`. `trajectory_id` and `turn` are of one
-- failure.
-- $agent VARCHAR = NULL: only this agent; any where NULL
-- $least BIGINT = 1: only tools called at least so often
-- chart: bar(tool, share)
SELECT
    tool,
    count(*) AS calls,
    count(error) AS known,
    count(*) FILTER (error) AS failed,
    round(count(*) FILTER (error) / nullif(count(error), 0), 4) AS share,
    count(malformed) AS malformed,
    arg_min(trajectory_id, (trajectory_id, turn)) FILTER (error) AS trajectory_id,
    arg_min(turn, (trajectory_id, turn)) FILTER (error) AS turn
FROM tool_calls()
JOIN (SELECT trajectory_id, agent FROM trajectories) USING (trajectory_id)
WHERE $agent::VARCHAR IS NULL OR agent = $agent::VARCHAR
GROUP BY tool
HAVING count(*) >= $least::BIGINT
ORDER BY failed DESC, share DESC, calls DESC, tool

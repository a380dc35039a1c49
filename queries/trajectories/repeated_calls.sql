-- Calls made again and again
-- Which calls of tools does an agent repeat with exactly the same arguments?
-- `turn` is the first, `last_turn` the last one's; `same_answer` says whether all gave the same back.
-- $least BIGINT = 3: only calls made at least so often in one run
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    trajectory_id,
    min(turn) AS turn,
    max(turn) AS last_turn,
    count(*) AS times,
    tool,
    left(calls.arguments, 200) AS arguments,
    count(*) FILTER (error) AS failed,
    count(DISTINCT coalesce(observation, '')) = 1 AS same_answer,
    any_value(agent) AS agent,
    any_value(model) AS model,
    any_value(outcome) AS outcome
FROM tool_calls() AS calls
JOIN (SELECT trajectory_id, agent, model, outcome FROM trajectories) USING (trajectory_id)
GROUP BY trajectory_id, tool, calls.arguments
HAVING count(*) >= $least::BIGINT
ORDER BY times DESC, trajectory_id, turn
LIMIT $limit::BIGINT

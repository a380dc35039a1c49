-- Calls that could not be understood
-- Which calls of tools were malformed, and why?
-- As the agent's own parser said, or ours at import.
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT trajectory_id, turn, agent, model, tool, malformed AS why, left(arguments, 200) AS arguments
FROM tool_calls()
JOIN (SELECT trajectory_id, agent, model FROM trajectories) USING (trajectory_id)
WHERE malformed IS NOT NULL
ORDER BY trajectory_id, turn, call
LIMIT $limit::BIGINT

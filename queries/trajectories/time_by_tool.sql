-- Time by tool
-- How long do calls of each tool take?
-- Only calls whose time the log has; `calls` counts them. `trajectory_id` and `turn` are of the longest.
-- $agent VARCHAR = NULL: only this agent; any where NULL
-- chart: bar(tool, seconds)
SELECT
    tool,
    count(*) AS calls,
    round(sum(calls.seconds), 3) AS seconds,
    round(sum(calls.seconds) / nullif(sum(sum(calls.seconds)) OVER (), 0), 4) AS share,
    round(quantile_cont(calls.seconds, 0.5), 3) AS median,
    round(quantile_cont(calls.seconds, 0.95), 3) AS p95,
    round(max(calls.seconds), 3) AS longest,
    arg_max(trajectory_id, (calls.seconds, trajectory_id, turn)) AS trajectory_id,
    arg_max(turn, (calls.seconds, trajectory_id, turn)) AS turn
FROM tool_calls() AS calls
JOIN (SELECT trajectory_id, agent FROM trajectories) USING (trajectory_id)
WHERE calls.seconds IS NOT NULL AND ($agent::VARCHAR IS NULL OR agent = $agent::VARCHAR)
GROUP BY tool
ORDER BY seconds DESC, tool

-- How much tools give back
-- How large is what each tool gives back, and which share of all does it fill?
-- In characters. `trajectory_id` and `turn` are of the largest one.
-- $agent VARCHAR = NULL: only this agent; any where NULL
-- chart: bar(tool, characters)
SELECT
    tool,
    count(observation) AS observations,
    sum(length(observation))::BIGINT AS characters,
    round(sum(length(observation)) / nullif(sum(sum(length(observation))) OVER (), 0), 4) AS share,
    quantile_disc(length(observation), 0.5) AS median,
    quantile_disc(length(observation), 0.95) AS p95,
    max(length(observation)) AS largest,
    arg_max(trajectory_id, (length(observation), trajectory_id, turn)) AS trajectory_id,
    arg_max(turn, (length(observation), trajectory_id, turn)) AS turn
FROM tool_calls()
JOIN (SELECT trajectory_id, agent FROM trajectories) USING (trajectory_id)
WHERE observation IS NOT NULL AND ($agent::VARCHAR IS NULL OR agent = $agent::VARCHAR)
GROUP BY tool
ORDER BY characters DESC, tool

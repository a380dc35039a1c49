-- How runs end
-- With which exit status do agents end, and what comes of it?
-- In the logs' own words, so that each format has its own. `trajectory_id` is one example.
-- $agent VARCHAR = NULL: only this agent; any where NULL
-- chart: bar(exit_status, runs, outcome)
SELECT
    exit_status,
    outcome,
    count(*) AS runs,
    round(avg(n_turns), 1) AS mean_turns,
    round(avg(cost), 4) AS mean_cost,
    min(trajectory_id) AS trajectory_id
FROM trajectories
WHERE $agent::VARCHAR IS NULL OR agent = $agent::VARCHAR
GROUP BY exit_status, outcome
ORDER BY runs DESC, exit_status, outcome

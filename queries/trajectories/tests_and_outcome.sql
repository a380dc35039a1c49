-- Last tests and outcome
-- Do the last tests that an agent runs tell how the run is judged?
-- `passing`: some passed and none failed in the last run of tests; `failing`: some failed; `none`: it ran
-- none that is known of. `trajectory_id` is one example.
-- $agent VARCHAR = NULL: only this agent; any where NULL
-- chart: bar(last_tests, runs, outcome)
WITH last_runs AS (
    SELECT
        trajectory_id,
        arg_max(coalesce(failed, 0) + coalesce(errors, 0), number) AS failed,
        arg_max(coalesce(passed, 0), number) AS passed
    FROM state_changes
    WHERE kind = 'tests'
    GROUP BY trajectory_id
)
SELECT
    CASE WHEN failed > 0 THEN 'failing' WHEN passed > 0 THEN 'passing' ELSE 'none' END AS last_tests,
    outcome,
    count(*) AS runs,
    min(trajectory_id) AS trajectory_id
FROM trajectories
LEFT JOIN last_runs USING (trajectory_id)
WHERE $agent::VARCHAR IS NULL OR agent = $agent::VARCHAR
GROUP BY last_tests, outcome
ORDER BY last_tests, outcome

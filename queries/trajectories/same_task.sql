-- Runs of one task side by side
-- How did each run of a task go?
-- `first_edit` and `first_test` are turns; `last_tests` is what the last run of tests in it said.
-- $task VARCHAR = NULL: the task's id; where NULL, that of the most runs
-- chart: bar(name, cost, outcome)
WITH asked AS (
    SELECT coalesce($task::VARCHAR, arg_min(task_id, (-runs, task_id))) AS task_id
    FROM (SELECT task_id, count(*) AS runs FROM trajectories WHERE task_id IS NOT NULL GROUP BY task_id)
),
firsts AS (
    SELECT
        trajectory_id,
        min(turn) FILTER (kind = 'file' AND how NOT IN ('git diff', 'output')) AS first_edit,
        min(turn) FILTER (kind = 'tests') AS first_test
    FROM state_changes
    GROUP BY trajectory_id
)
SELECT
    trajectory_id,
    name,
    agent,
    model,
    outcome,
    exit_status,
    n_turns,
    n_calls,
    n_errors,
    n_edits,
    first_edit,
    first_test,
    tests_passed || ' passed, ' || tests_failed || ' failed' AS last_tests,
    max_context,
    round(cost, 4) AS cost,
    seconds
FROM trajectories
JOIN asked USING (task_id)
LEFT JOIN firsts USING (trajectory_id)
ORDER BY outcome, agent, model, trajectory_id

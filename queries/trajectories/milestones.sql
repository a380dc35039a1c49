-- Milestones
-- At which turn does each run first read what it edits, edit, test, pass and submit?
-- `first_read` is of a file that the run changes at some time. A run of tests passes where some test
-- passes and none fails.
-- $task VARCHAR = NULL: only runs of this task; any where NULL
-- $limit BIGINT = 1000: rows at most
-- chart: point(first_edit, n_turns, outcome)
WITH changed AS (
    SELECT
        trajectory_id,
        list_distinct(list(path) FILTER (kind = 'file' AND how NOT IN ('git diff', 'output'))) AS paths,
        min(turn) FILTER (kind = 'file' AND how NOT IN ('git diff', 'output')) AS first_edit,
        min(turn) FILTER (kind = 'tests') AS first_test,
        min(turn) FILTER (
            kind = 'tests' AND passed > 0 AND coalesce(failed, 0) + coalesce(errors, 0) = 0
        ) AS first_pass
    FROM state_changes
    GROUP BY trajectory_id
),
called AS (
    SELECT
        trajectory_id,
        min(turn) FILTER (
            kind = 'read'
            AND len(list_filter(paths, lambda path: path = target OR ends_with(path, '/' || target))) > 0
        ) AS first_read,
        min(turn) FILTER (kind = 'submit') AS submitted
    FROM tool_calls()
    LEFT JOIN changed USING (trajectory_id)
    GROUP BY trajectory_id
)
SELECT
    trajectory_id,
    name,
    agent,
    model,
    outcome,
    n_turns,
    first_read,
    first_edit,
    first_test,
    first_pass,
    submitted
FROM trajectories
LEFT JOIN changed USING (trajectory_id)
LEFT JOIN called USING (trajectory_id)
WHERE $task::VARCHAR IS NULL OR task_id = $task::VARCHAR
ORDER BY task_id, outcome, trajectory_id
LIMIT $limit::BIGINT

-- Which tasks have the trajectories that match, from which task on? Those with the most runs come first.
-- dataset ... text, found, below: filters, see matching
-- after_id, after_key, after_name: the last task of the page before; NULL for the first page
-- rows: tasks of a page; one more is returned where there is a next page
WITH tasks AS (
    SELECT
        task_id,
        any_value(repo) AS repo,
        count(*) AS runs,
        count(*) FILTER (outcome = 'solved') AS solved,
        count(*) FILTER (outcome IS NOT NULL) AS judged,
        min(trajectory_id) AS trajectory_id,
        -count(*) AS sort_key,
        left(task_id, 200) AS sort_name
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
        $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    WHERE task_id IS NOT NULL
    GROUP BY task_id
)
SELECT *
FROM tasks
WHERE $after_id::VARCHAR IS NULL
   OR (sort_key, sort_name, trajectory_id) > ($after_key::BIGINT, $after_name::VARCHAR, $after_id)
ORDER BY sort_key, sort_name, trajectory_id
LIMIT $rows::BIGINT + 1

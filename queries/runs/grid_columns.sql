-- Which agents and models ran the tasks of the trajectories that match, those with the most runs first?
-- dataset ... text, found, below: filters, see matching
-- most: columns at most; n_columns and n_tasks are of all, n_nameless the runs that name no task
WITH matched AS (
    SELECT task_id, agent, model, outcome
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
        $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
)
SELECT
    agent,
    model,
    count(*) AS runs,
    count(*) FILTER (outcome = 'solved') AS solved,
    count(*) FILTER (outcome IS NOT NULL) AS judged,
    count(*) OVER () AS n_columns,
    (SELECT count(DISTINCT task_id) FROM matched) AS n_tasks,
    (SELECT count(*) FROM matched WHERE task_id IS NULL) AS n_nameless
FROM matched
WHERE task_id IS NOT NULL
GROUP BY agent, model
ORDER BY runs DESC, model, agent
LIMIT $most

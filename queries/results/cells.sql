-- How each run of a model did on some tasks, and what the lake has of them. $suite, $model, $tasks
SELECT
    results.task_id,
    results.model,
    results.metric,
    results.source,
    avg(results.value) AS score,
    count(*) AS answers,
    sum(results.passed)::BIGINT AS passed,
    coalesce(
        arg_min(results.result_id, results.sample) FILTER (results.reasoning IS NOT NULL),
        min(results.result_id)
    ) AS result_id,
    min(links.trajectory_id) AS trajectory_id,
    min(links.trace_id) AS trace_id,
    min(links.check_id) AS check_id,
    min(links.prediction_id) AS prediction_id,
    min(checks.problem_set) AS problem_set,
    min(checks.candidate) AS candidate
FROM results
LEFT JOIN result_links(of_suite := $suite::VARCHAR) AS links USING (result_id)
LEFT JOIN checks ON checks.check_id = links.check_id
WHERE results.suite = $suite::VARCHAR
  AND list_contains($tasks::VARCHAR[], results.task_id)
  AND ($model::VARCHAR IS NULL OR results.model = $model::VARCHAR)
GROUP BY results.task_id, results.model, results.metric, results.source
ORDER BY results.task_id, results.model, results.metric, results.source

-- The answers to one task, with what the lake has of each. $suite, $task, $model, $most rows at most
SELECT
    results.*,
    links.trajectory_id AS run_id,
    links.trace_id AS true_trace,
    links.check_id AS of_check,
    links.prediction_id AS of_prediction,
    checks.problem_set,
    checks.candidate
FROM results
LEFT JOIN result_links(of_suite := $suite::VARCHAR, of_task := $task::VARCHAR) AS links USING (result_id)
LEFT JOIN checks ON checks.check_id = links.check_id
WHERE results.suite = $suite::VARCHAR
  AND results.task_id = $task::VARCHAR
  AND ($model::VARCHAR IS NULL OR results.model = $model::VARCHAR)
ORDER BY results.model, results.metric, results.source, results.sample, results.result_id
LIMIT $most::BIGINT

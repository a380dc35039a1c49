-- Tasks of benchmarks, and where they are here
-- Which tasks did each model pass, and what has this lake of them?
-- One row for each task and run of a model. `passed` of `answers`; the ids lead to the agent's run, the
-- trace, the check and the prediction, where the lake has one.
-- $suite VARCHAR = NULL: only this benchmark; any where NULL
-- $model VARCHAR = NULL: only this model; any where NULL
-- $task VARCHAR = NULL: only this task; any where NULL
-- $limit BIGINT = 1000: rows at most
-- chart: none
SELECT
    results.suite,
    results.task_id,
    results.model,
    results.metric,
    avg(results.value) AS score,
    count(*) AS answers,
    sum(results.passed)::BIGINT AS passed,
    min(links.trajectory_id) AS trajectory_id,
    min(links.trace_id) AS trace_id,
    min(links.check_id) AS check_id,
    min(links.prediction_id) AS prediction_id,
    results.source
FROM results
LEFT JOIN result_links(of_suite := $suite::VARCHAR, of_task := $task::VARCHAR) AS links USING (result_id)
WHERE results.task_id IS NOT NULL
  AND ($suite::VARCHAR IS NULL OR results.suite = $suite::VARCHAR)
  AND ($model::VARCHAR IS NULL OR results.model = $model::VARCHAR)
  AND ($task::VARCHAR IS NULL OR results.task_id = $task::VARCHAR)
GROUP BY results.suite, results.task_id, results.model, results.metric, results.source
ORDER BY results.suite, results.task_id, results.model, results.metric, results.source
LIMIT $limit::BIGINT

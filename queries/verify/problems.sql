-- Problems, and how far each is solved
-- On which problems is no candidate right, and on which does the model's verdict mislead?
-- Of the candidates that somebody wrote. `accepted`: the model accepts all tests of the author (of the
-- benchmark, where the author wrote none). First the problems that are solved least.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: bar(task_id, passing)
SELECT
    problem_set,
    task_id,
    author,
    model,
    predicted_by,
    count(*) AS candidates,
    count(*) FILTER (passes) AS passing,
    count(*) FILTER (accepted) AS accepted,
    count(*) FILTER (accepted AND NOT passes) AS accepted_wrongly,
    min(trace_id) AS trace_id
FROM candidates()
WHERE passes IS NOT NULL
  AND NOT is_output
  AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
GROUP BY problem_set, task_id, author, written, model, fingerprint, predicted_by, params
ORDER BY count(*) FILTER (passes) / count(*), problem_set, task_id, author, model, predicted_by
LIMIT $limit::BIGINT

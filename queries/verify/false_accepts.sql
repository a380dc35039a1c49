-- What was accepted and is wrong
-- Where does a model say that the right thing comes, and something else does?
-- First the candidates that fool it on the most tests.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- $model VARCHAR = NULL: only this model; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    problem_set,
    task_id,
    candidate,
    entry,
    input,
    expected,
    predicted,
    coalesce(actual, actual_exception, actual_outcome) AS came,
    model,
    predicted_by,
    count(*) OVER (PARTITION BY problem_set, author, model, predicted_by, task_id, candidate) AS fooled,
    trace_id,
    prediction_id,
    first_divergent_step AS first_bad_step,
    program_id
FROM checks
WHERE accepts
  AND NOT true_pass
  AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
ORDER BY fooled DESC, problem_set, task_id, candidate, test, model, predicted_by
LIMIT $limit::BIGINT

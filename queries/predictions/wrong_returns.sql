-- Wrong answers by right steps
-- Where is every step right up to the return, and only the returned value wrong?
-- `returns`: the wrong steps there, the last one and those that only pass its value on.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    predictions.prediction_id,
    predictions.trace_id,
    first_bad_step AS step,
    model,
    first_bad_type AS type,
    left(traces.result, 120) AS really,
    left(output, 120) AS said,
    n_value AS returns,
    n_true
FROM predictions
JOIN traces USING (trace_id)
WHERE step_accuracy IS NOT NULL
  AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
  AND predictions.mode = $mode::VARCHAR
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
  AND NOT return_correct
  AND first_bad_verdict = 'value'
  AND n_value = n_root + n_inherited
ORDER BY predictions.prediction_id
LIMIT $limit::BIGINT

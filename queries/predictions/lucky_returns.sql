-- Right answers by wrong steps
-- Where is the returned value right although steps on the way are wrong?
-- An output score counts these as right. Those with the most wrong steps come first.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    prediction_id,
    trace_id,
    first_bad_step AS step,
    model,
    first_bad_verdict,
    first_bad_name,
    n_root + n_inherited AS wrong_steps,
    n_true,
    left(output, 120) AS output
FROM predictions
WHERE step_accuracy IS NOT NULL
  AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
  AND mode = $mode::VARCHAR
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
  AND return_correct
  AND n_root + n_inherited > 0
ORDER BY wrong_steps DESC, prediction_id
LIMIT $limit::BIGINT

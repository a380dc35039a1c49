-- True steps that surprise a model
-- Which steps did a model say rightly although it gave them the least probability?
-- Where it nearly went wrong. Only steps whose log-probability is stored.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH chosen AS (
    SELECT prediction_id, trace_id, model
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
)
SELECT
    prediction_id,
    chosen.trace_id,
    truth AS step,
    chosen.model,
    true_event AS event,
    logprob,
    left(raw, 200) AS raw
FROM predicted_steps
JOIN chosen USING (prediction_id)
WHERE logprob IS NOT NULL AND verdict = 'correct' AND truth IS NOT NULL AND NOT seed
ORDER BY logprob, prediction_id, step
LIMIT $limit::BIGINT

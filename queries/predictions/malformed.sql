-- Malformed output
-- What faults does the text of predictions have, and what does such a step look like?
-- One row a model and fault, with the raw text of one example. A text that was cut in the middle of a step is
-- no fault.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 100: rows at most
-- chart: bar(fault, steps, model)
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
    chosen.model,
    fault,
    count(*) AS steps,
    count(DISTINCT prediction_id) AS predictions,
    left(arg_min(raw, (prediction_id, step)), 300) AS raw,
    min(prediction_id) AS prediction_id,
    arg_min(chosen.trace_id, (prediction_id, step)) AS trace_id
FROM predicted_steps
JOIN chosen USING (prediction_id)
WHERE fault IS NOT NULL
GROUP BY chosen.model, fault
ORDER BY steps DESC, chosen.model, fault
LIMIT $limit::BIGINT

-- First errors by kind
-- What is wrong first: at which event, of which kind, and in what type of value?
-- `share`: of the predictions of the model that leave the truth at all. By position; a step that is `missing`
-- was never said. Predictions made under one mode, and scored.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $limit BIGINT = 200: rows at most
-- chart: bar(kind, predictions, type)
WITH wrong AS (
    SELECT model, prediction_id, trace_id, first_bad_step, first_bad_verdict AS kind, first_bad_type AS type
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND first_bad_step IS NOT NULL
)
SELECT
    wrong.model,
    steps.true_event AS event,
    wrong.kind,
    wrong.type,
    count(*) AS predictions,
    round(count(*) / sum(count(*)) OVER (PARTITION BY wrong.model), 4) AS share,
    min(wrong.prediction_id) AS prediction_id,
    arg_min(wrong.trace_id, wrong.prediction_id) AS trace_id,
    arg_min(wrong.first_bad_step, wrong.prediction_id) AS step
FROM wrong
LEFT JOIN predicted_steps AS steps
       ON steps.prediction_id = wrong.prediction_id AND steps.truth = wrong.first_bad_step
GROUP BY wrong.model, steps.true_event, wrong.kind, wrong.type
ORDER BY wrong.model, predictions DESC, event, wrong.kind, wrong.type
LIMIT $limit::BIGINT

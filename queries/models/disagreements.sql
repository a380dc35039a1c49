-- Traces on which models disagree
-- Which traces do some models get wholly right and others not?
-- Only the first sample of each model. The most evenly divided come first.
-- $mode VARCHAR = 'full': how the models were asked: full, step, action, return or score
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH firsts AS (
    SELECT
        trace_id,
        model,
        arg_min(exact, prediction_id) AS exact,
        min(prediction_id) AS prediction_id
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND sample = 0
    GROUP BY trace_id, model
),
divided AS (
    SELECT
        trace_id,
        count(*) FILTER (exact) AS n_right,
        count(*) FILTER (NOT exact) AS n_wrong,
        list(model ORDER BY model) FILTER (exact) AS right_models,
        list(model ORDER BY model) FILTER (NOT exact) AS wrong_models,
        min(prediction_id) FILTER (NOT exact) AS prediction_id
    FROM firsts
    GROUP BY trace_id
    HAVING count(*) FILTER (exact) > 0 AND count(*) FILTER (NOT exact) > 0
)
SELECT trace_id, traces.name, traces.n_steps, n_right, n_wrong, right_models, wrong_models, prediction_id
FROM divided
JOIN traces USING (trace_id)
ORDER BY abs(n_right - n_wrong), n_right + n_wrong DESC, trace_id
LIMIT $limit::BIGINT

-- Traces that no model gets right
-- Which traces were asked about often, and are never predicted wholly?
-- All samples of all models count. Those that come closest come last.
-- $mode VARCHAR = 'full': how the models were asked: full, step, action, return or score
-- $least BIGINT = 2: predictions of a trace at least
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH tried AS (
    SELECT
        trace_id,
        count(*) AS predictions,
        count(DISTINCT model) AS models,
        round(avg(step_accuracy), 4) AS step_accuracy,
        max(right_until) AS furthest,
        max(n_true) AS n_true,
        arg_max(prediction_id, (right_until, prediction_id)) AS prediction_id
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
    GROUP BY trace_id
    HAVING NOT bool_or(exact) AND count(*) >= $least::BIGINT
)
SELECT tried.trace_id, traces.name, predictions, models, step_accuracy, furthest, n_true, prediction_id
FROM tried
JOIN traces USING (trace_id)
ORDER BY step_accuracy, predictions DESC, tried.trace_id
LIMIT $limit::BIGINT

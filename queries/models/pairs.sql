-- Models compared on the same traces
-- Of the traces that two models were both asked about, which does only one of them get wholly right?
-- Only the first sample of each. `z`: McNemar's statistic with its sign; beyond 2 or -2 the difference is no
-- accident.
-- $mode VARCHAR = 'full': how the models were asked: full, step, action, return or score
-- chart: none
WITH firsts AS (
    SELECT model, trace_id, arg_min(exact, prediction_id) AS exact
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND sample = 0
    GROUP BY model, trace_id
)
SELECT
    one.model AS model,
    other.model AS other,
    count(*) AS traces,
    count(*) FILTER (one.exact AND other.exact) AS both_right,
    count(*) FILTER (one.exact AND NOT other.exact) AS only_model,
    count(*) FILTER (other.exact AND NOT one.exact) AS only_other,
    count(*) FILTER (NOT one.exact AND NOT other.exact) AS none_right,
    round((only_model - only_other) / sqrt(nullif(only_model + only_other, 0)), 2) AS z
FROM firsts AS one
JOIN firsts AS other ON other.trace_id = one.trace_id AND other.model > one.model
GROUP BY one.model, other.model
ORDER BY traces DESC, model, other

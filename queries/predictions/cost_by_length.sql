-- What predictions cost
-- How many tokens and seconds does a prediction take, by the length of its trace?
-- A bin of true steps is named by its lower edge. Tokens that no server counted are estimated; `counted`: the
-- share that are exact.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- chart: line(steps, tokens_a_step, model)
SELECT
    model,
    CASE
        WHEN n_true < 10 THEN 0
        WHEN n_true < 100 THEN 10 * (n_true // 10)
        WHEN n_true < 1000 THEN 100 * (n_true // 100)
        ELSE 1000
    END AS steps,
    count(*) AS predictions,
    quantile_disc(tokens, 0.5) AS median_tokens,
    quantile_disc(tokens, 0.95) AS p95_tokens,
    round(sum(tokens) / nullif(sum(n_predicted), 0), 2) AS tokens_a_step,
    round(sum(seconds) / count(*), 3) AS seconds_each,
    round(sum(tokens) / nullif(sum(seconds), 0), 1) AS tokens_a_second,
    round(count(*) FILTER (tokens_exact) / count(*), 3) AS counted
FROM predictions
WHERE step_accuracy IS NOT NULL
  AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
  AND mode = $mode::VARCHAR
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
GROUP BY ALL
ORDER BY model, steps

-- What does not fit the context
-- Which traces were too long for a model's context, and how long are those that fit?
-- `fit` beside `too_long` by the trace's length; a bin is named by its lower edge. `trace_id`: the shortest
-- that did not fit.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- chart: bar(steps, too_long, model)
SELECT
    model,
    CASE
        WHEN traces.n_steps < 10 THEN 0
        WHEN traces.n_steps < 100 THEN 10 * (traces.n_steps // 10)
        WHEN traces.n_steps < 1000 THEN 100 * (traces.n_steps // 100)
        ELSE 1000
    END AS steps,
    count(*) FILTER (ended <> 'does_not_fit') AS fit,
    count(*) FILTER (ended = 'does_not_fit') AS too_long,
    max(prompt_tokens) FILTER (ended <> 'does_not_fit') AS largest_prompt_that_fit,
    arg_min(trace_id, (traces.n_steps, trace_id)) FILTER (ended = 'does_not_fit') AS trace_id
FROM predictions
ANTI JOIN (
    -- asked again since
    SELECT trace_id, fingerprint, protocol, prompt_version, mode, params, seed, sample, attempt - 1 AS attempt
    FROM predictions
    WHERE attempt > 0
) AS again USING (trace_id, fingerprint, protocol, prompt_version, mode, params, seed, sample, attempt)
JOIN traces USING (trace_id)
WHERE mode = $mode::VARCHAR
  AND ended NOT IN ('unsupported', 'failed', 'cancelled')
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
GROUP BY ALL
ORDER BY model, steps

-- How predictions end
-- How many predictions end by themselves, by their budget, or not at all, and were they right until then?
-- `budget_while_right` needs more tokens, `budget_after_divergence` and `runaway` would not profit;
-- `answer_lost`: only the last return is missing; `wide_state`: a huge value ate the budget.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = NULL: how the model was asked; any where NULL
-- chart: bar(ended, predictions, model)
SELECT
    model,
    mode,
    ended,
    count(*) AS predictions,
    round(count(*) / sum(count(*)) OVER (PARTITION BY model, mode), 4) AS share,
    quantile_disc(n_true, 0.5) AS median_true_steps,
    quantile_disc(right_until, 0.5) AS median_right_until,
    quantile_disc(tokens, 0.5) AS median_tokens,
    min(prediction_id) AS prediction_id
FROM predictions
ANTI JOIN (
    -- asked again since
    SELECT trace_id, fingerprint, protocol, prompt_version, mode, params, seed, sample, attempt - 1 AS attempt
    FROM predictions
    WHERE attempt > 0
) AS again USING (trace_id, fingerprint, protocol, prompt_version, mode, params, seed, sample, attempt)
WHERE ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
  AND ($mode::VARCHAR IS NULL OR mode = $mode::VARCHAR)
GROUP BY model, mode, ended
ORDER BY model, mode, predictions DESC, ended

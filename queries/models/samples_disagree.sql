-- Samples that disagree
-- Of which traces are some samples of a model right and others wrong?
-- Where drawing more samples helps: the candidates of pass@k. Samples of one model, asked in one way, that
-- differ only by their seed or number. `outputs`: how many different values they say that the run returns.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH drawn AS (
    SELECT *, coalesce(output_correct, return_correct, exact) AS is_right
    FROM predictions
    WHERE ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND (step_accuracy IS NOT NULL OR output_correct IS NOT NULL)
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
)
SELECT
    model,
    mode,
    trace_id,
    count(*) AS samples,
    count(*) FILTER (is_right) AS n_right,
    count(DISTINCT output) AS outputs,
    min(prediction_id) FILTER (NOT is_right) AS prediction_id,
    min(prediction_id) FILTER (is_right) AS a_right_one
FROM drawn
GROUP BY model, fingerprint, protocol, prompt_version, mode, params, trace_id
HAVING count(*) FILTER (is_right) > 0 AND count(*) FILTER (NOT is_right) > 0
ORDER BY samples DESC, abs(2 * n_right - samples), model, mode, trace_id
LIMIT $limit::BIGINT

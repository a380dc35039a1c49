-- Pass@k
-- How likely is it that one of k samples has the right output?
-- The unbiased estimate, 1 - C(n - c, k) / C(n, k) of n samples with c right, as a mean over traces that have
-- at least k samples. Samples of one model, asked in one way, that differ only by their seed or number.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $most BIGINT = 10: the largest k
-- chart: line(k, pass, model)
WITH tried AS (
    SELECT
        model,
        mode,
        temperature,
        trace_id,
        count(*) AS n,
        count(*) FILTER (coalesce(output_correct, return_correct, exact)) AS c
    FROM predictions
    WHERE ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND (step_accuracy IS NOT NULL OR output_correct IS NOT NULL)
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    GROUP BY model, fingerprint, protocol, prompt_version, mode, params, temperature, trace_id
),
chances AS (
    -- C(n - c, k) / C(n, k) is the product of 1 - c / (n - i) for i from 0 to k - 1
    SELECT
        tried.*,
        ks.k,
        if(c > n - k, 1.0, 1 - list_product(list_transform(range(k), lambda i: 1 - c / (n - i)))) AS pass
    FROM tried
    JOIN range(1, $most::BIGINT + 1) AS ks(k) ON ks.k <= tried.n
)
SELECT model, mode, temperature, k, count(*) AS traces, round(avg(pass), 4) AS pass
FROM chances
GROUP BY model, mode, temperature, k
ORDER BY model, mode, temperature, k

-- Pass@k on benchmarks
-- How likely is it that one of k answers passes?
-- The unbiased estimate, 1 - C(n - c, k) / C(n, k) of n answers with c right, as a mean over the tasks that
-- have at least k answers, each right or wrong.
-- $suite VARCHAR = NULL: only this benchmark; any where NULL
-- $most BIGINT = 10: the largest k
-- chart: line(k, pass, model)
WITH tasks AS (
    SELECT suite, model, metric, source, count(*) AS n, sum(passed) AS c
    FROM results
    WHERE task_id IS NOT NULL AND passed IS NOT NULL AND ($suite::VARCHAR IS NULL OR suite = $suite::VARCHAR)
    GROUP BY suite, model, metric, source, task_id
),
chances AS (
    -- C(n - c, k) / C(n, k) is the product of 1 - c / (n - i) for i from 0 to k - 1
    SELECT
        tasks.*,
        ks.k,
        if(c > n - k, 1.0, 1 - list_product(list_transform(range(k), lambda i: 1 - c / (n - i)))) AS pass
    FROM tasks
    JOIN range(1, $most::BIGINT + 1) AS ks(k) ON ks.k <= tasks.n
)
SELECT suite, model, metric, k, count(*) AS tasks, round(avg(pass), 4) AS pass, source
FROM chances
GROUP BY suite, model, metric, source, k
ORDER BY suite, model, metric, source, k

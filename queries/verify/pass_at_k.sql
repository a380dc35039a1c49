-- Pass@k of what was written
-- How likely is it that one of k candidates is right?
-- The unbiased estimate, 1 - C(n - c, k) / C(n, k) of n candidates with c right, as a mean over tasks
-- that have at least k. A candidate is right where it passes all tests of the benchmark, or where
-- there are none those of its author. Of a given program whose output is asked for, the model's
-- prediction is what is right or wrong.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- $most BIGINT = 10: the largest k
-- chart: line(k, pass, author)
WITH written_once AS (
    -- whoever predicts, a candidate that somebody wrote is the same one
    SELECT DISTINCT
        problem_set,
        author,
        written,
        if(is_output, model, NULL) AS by_model,
        if(is_output, fingerprint, NULL) AS by_fingerprint,
        if(is_output, predicted_by, NULL) AS by_mode,
        if(is_output, params, NULL) AS by_params,
        task_id,
        candidate,
        passes
    FROM candidates()
    WHERE passes IS NOT NULL
      AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
),
tasks AS (
    SELECT problem_set, author, by_model, by_mode, count(*) AS n, count(*) FILTER (passes) AS c
    FROM written_once
    GROUP BY problem_set, author, written, by_model, by_fingerprint, by_mode, by_params, task_id
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
SELECT
    problem_set,
    author,
    by_model AS model,
    by_mode AS predicted_by,
    k,
    count(*) AS tasks,
    round(avg(pass), 4) AS pass
FROM chances
GROUP BY problem_set, author, by_model, by_mode, k
ORDER BY problem_set, author, by_model, by_mode, k

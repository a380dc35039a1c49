-- Choosing by the own verdict
-- Is the candidate that a model's own verdict chooses right more often than one chosen blindly?
-- As pass@1 over tasks with several candidates: of the one of which the model accepts the most of its
-- author's tests (of the benchmark's, where the author wrote none), of one drawn, and of the best.
-- Alike ones are drawn from.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- chart: bar(model, by_verdict, predicted_by)
WITH candidates AS (
    SELECT
        problem_set,
        author,
        written,
        model,
        fingerprint,
        predicted_by,
        params,
        task_id,
        candidate,
        coalesce(
            bool_and(true_pass) FILTER (expected_origin = 'bench'),
            bool_and(true_pass) FILTER (expected_origin <> 'bench')
        ) AS passes,
        count(*) FILTER (accepts IS NOT NULL) AS verdicts,
        coalesce(
            avg(coalesce(accepts, false)::INTEGER) FILTER (expected_origin <> 'bench'),
            avg(coalesce(accepts, false)::INTEGER)
        ) AS score
    FROM checks
    WHERE candidate_origin <> 'bench' OR input_origin <> 'bench'
    GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id, candidate
),
ranked AS (
    SELECT
        *,
        score = max(score) OVER (
            PARTITION BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id
        ) AS best
    FROM candidates
    WHERE passes IS NOT NULL
),
tasks AS (
    SELECT
        problem_set,
        author,
        model,
        predicted_by,
        sum(verdicts) AS verdicts,
        avg(passes::INTEGER) FILTER (best) AS by_verdict,
        avg(passes::INTEGER) AS blindly,
        bool_or(passes)::INTEGER AS knowing
    FROM ranked
    GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id
    HAVING count(*) > 1
)
SELECT
    problem_set,
    author,
    model,
    predicted_by,
    count(*) AS tasks,
    round(avg(by_verdict), 4) AS by_verdict,
    round(avg(blindly), 4) AS blindly,
    round(avg(knowing), 4) AS knowing_the_truth
FROM tasks
WHERE ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
GROUP BY problem_set, author, model, predicted_by
HAVING sum(verdicts) > 0
ORDER BY problem_set, author, model, predicted_by

-- Choosing by the own verdict
-- Is the candidate that a model's own verdict chooses right more often than one chosen blindly?
-- As pass@1 over tasks: of the one of which the model accepts the most of its author's tests (of the
-- benchmark's, where the author wrote none), of one drawn, and of the best. Alike ones are drawn from.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- chart: bar(model, by_verdict, predicted_by)
WITH tasks AS (
    SELECT
        problem_set,
        author,
        written,
        model,
        fingerprint,
        predicted_by,
        params,
        bool_or(yes + no > 0) AS spoken,
        avg(passes::INTEGER) FILTER (best) AS by_verdict,
        avg(passes::INTEGER) AS blindly,
        bool_or(passes)::INTEGER AS knowing
    FROM candidates()
    WHERE passes IS NOT NULL
      AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
    GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id
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
GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params
HAVING bool_or(spoken)
ORDER BY problem_set, author, model, predicted_by, count(*) DESC

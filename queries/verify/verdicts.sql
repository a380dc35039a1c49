-- The own verdict against the truth
-- How often does a model accept what is wrong, and reject what is right?
-- Of tests with something that should come. A model accepts where what it predicts is that;
-- `false_accepts` is the share of what is wrong that it accepts, of what it has a verdict on: what
-- self-verification lets through.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- chart: bar(model, false_accepts, predicted_by)
SELECT
    problem_set,
    author,
    model,
    predicted_by,
    count(*) FILTER (accepts AND true_pass) AS accepted_right,
    count(*) FILTER (accepts AND NOT true_pass) AS accepted_wrong,
    count(*) FILTER (NOT accepts AND true_pass) AS rejected_right,
    count(*) FILTER (NOT accepts AND NOT true_pass) AS rejected_wrong,
    count(*) FILTER (accepts IS NULL) AS no_verdict,
    round(accepted_wrong / nullif(accepted_wrong + rejected_wrong, 0), 4) AS false_accepts,
    round(rejected_right / nullif(accepted_right + rejected_right, 0), 4) AS false_rejects,
    round(accepted_right / nullif(accepted_right + accepted_wrong, 0), 4) AS right_of_accepted
FROM checks
WHERE true_pass IS NOT NULL
  AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params
ORDER BY problem_set, author, model, predicted_by, count(*) DESC

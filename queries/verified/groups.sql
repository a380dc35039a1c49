-- Whose checks there are: by problem set, who wrote, who predicted and how; the newest first.
SELECT
    problem_set,
    author,
    written,
    model,
    fingerprint,
    predicted_by,
    params,
    count(*) AS checks,
    count(DISTINCT task_id) AS tasks,
    max(created_at) AS created_at
FROM checks
GROUP BY ALL
ORDER BY max(created_at) DESC, checks DESC, problem_set, author, model, predicted_by, params, written

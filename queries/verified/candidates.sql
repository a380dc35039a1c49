-- Candidates as they were judged: of the checks of one author and one way of predicting.
-- $problem_set, $author, $written, $model, $fingerprint, $predicted_by, $params
SELECT * EXCLUDE (problem_set, author, written, model, fingerprint, predicted_by, params)
FROM candidates()
WHERE problem_set = $problem_set::VARCHAR
  AND author IS NOT DISTINCT FROM $author::VARCHAR
  AND written IS NOT DISTINCT FROM $written::VARCHAR
  AND model = $model::VARCHAR
  AND fingerprint = $fingerprint::VARCHAR
  AND predicted_by = $predicted_by::VARCHAR
  AND params = $params::VARCHAR
ORDER BY task_id, candidate

-- The checks of one problem, by candidate and test.
-- $problem_set, $author, $written, $model, $fingerprint, $predicted_by, $params, $task_id
FROM checks
WHERE problem_set = $problem_set::VARCHAR
  AND task_id = $task_id::VARCHAR
  AND author IS NOT DISTINCT FROM $author::VARCHAR
  AND written IS NOT DISTINCT FROM $written::VARCHAR
  AND model = $model::VARCHAR
  AND fingerprint = $fingerprint::VARCHAR
  AND predicted_by = $predicted_by::VARCHAR
  AND params = $params::VARCHAR
ORDER BY candidate, test, input_origin, check_id

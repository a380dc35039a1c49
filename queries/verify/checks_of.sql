-- The checks of a problem set, in order of task, candidate and test. $problem_set
FROM checks
WHERE problem_set = $problem_set::VARCHAR
ORDER BY task_id, author, candidate, input_origin, test, check_id

-- What a problem says, as it was kept last. $problem_set, $task_id
SELECT text
FROM problems
WHERE problem_set = $problem_set::VARCHAR AND task_id = $task_id::VARCHAR
ORDER BY created_at DESC, problem_id
LIMIT 1

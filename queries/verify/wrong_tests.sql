-- Tests that are wrong themselves
-- Which tests that an author wrote does a program fail that passes all of the benchmark's?
-- `failed_by`: candidates that are right by the benchmark and fail the test.
-- $problem_set VARCHAR = NULL: only this problem set; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH good AS (
    SELECT DISTINCT problem_set, task_id, program_id
    FROM checks
    WHERE expected_origin = 'bench' AND input_origin = 'bench'
    GROUP BY problem_set, task_id, program_id
    HAVING bool_and(true_pass)
)
SELECT
    problem_set,
    task_id,
    author,
    input,
    expected,
    min(coalesce(actual, actual_exception, actual_outcome)) AS came,
    count(DISTINCT program_id) AS failed_by,
    min(trace_id) AS trace_id
FROM checks
JOIN good USING (problem_set, task_id, program_id)
WHERE expected_origin <> 'bench'
  AND NOT true_pass
  AND ($problem_set::VARCHAR IS NULL OR problem_set = $problem_set::VARCHAR)
GROUP BY problem_set, task_id, author, input, expected
ORDER BY failed_by DESC, problem_set, task_id, author, input
LIMIT $limit::BIGINT

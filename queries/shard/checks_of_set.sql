-- The checks of a problem set. $problem_set
SELECT check_id FROM checks WHERE problem_set = $problem_set::VARCHAR

-- The problems of a problem set. $problem_set
SELECT problem_id FROM problems WHERE problem_set = $problem_set::VARCHAR

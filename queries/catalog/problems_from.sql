-- The first problem ids from ?1 on. ?2 how many
SELECT problem_id FROM problems WHERE problem_id >= ?1 ORDER BY problem_id LIMIT ?2

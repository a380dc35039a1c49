-- The last problem ids before ?1. ?2 how many
SELECT problem_id FROM problems WHERE problem_id < ?1 ORDER BY problem_id DESC LIMIT ?2

-- Forgets a problem. ?1 problem
DELETE FROM problems WHERE problem_id = ?1

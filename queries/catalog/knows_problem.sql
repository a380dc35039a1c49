-- A row where the lake has the problem ?1.
SELECT 1 FROM problems WHERE problem_id = ?1

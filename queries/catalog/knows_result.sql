-- A row where the lake has the result ?1.
SELECT 1 FROM results WHERE result_id = ?1

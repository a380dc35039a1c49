-- Forgets a result. ?1 result
DELETE FROM results WHERE result_id = ?1

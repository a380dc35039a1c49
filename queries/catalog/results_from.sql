-- The first result ids from ?1 on. ?2 how many
SELECT result_id FROM results WHERE result_id >= ?1 ORDER BY result_id LIMIT ?2

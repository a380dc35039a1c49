-- The last result ids before ?1. ?2 how many
SELECT result_id FROM results WHERE result_id < ?1 ORDER BY result_id DESC LIMIT ?2

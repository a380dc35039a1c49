-- The last prediction ids before ?1. ?2 how many
SELECT prediction_id FROM predictions WHERE prediction_id < ?1 ORDER BY prediction_id DESC LIMIT ?2

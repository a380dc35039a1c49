-- The first prediction ids from ?1 on. ?2 how many
SELECT prediction_id FROM predictions WHERE prediction_id >= ?1 ORDER BY prediction_id LIMIT ?2

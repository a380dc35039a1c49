-- The first trace ids from ?1 on. ?2 how many
SELECT trace_id FROM traces WHERE trace_id >= ?1 ORDER BY trace_id LIMIT ?2

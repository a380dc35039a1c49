-- The last trace ids before ?1. ?2 how many
SELECT trace_id FROM traces WHERE trace_id < ?1 ORDER BY trace_id DESC LIMIT ?2

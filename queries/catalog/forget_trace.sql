-- Forgets a trace. ?1 trace
DELETE FROM traces WHERE trace_id = ?1

-- Forgets that a trace was a further run. ?1 trace
DELETE FROM runs WHERE trace_id = ?1

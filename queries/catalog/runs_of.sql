-- The further runs of a trace. ?1 id of run 0
SELECT trace_id FROM runs WHERE run_of = ?1

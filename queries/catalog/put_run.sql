-- A further run. ?1 id of run 0, ?2 trace
INSERT OR IGNORE INTO runs (run_of, trace_id) VALUES (?1, ?2)

-- Where a trace's own row is, or is now. ?1 trace, ?2 shard, ?3 row
INSERT INTO traces (trace_id, n_steps, traces_shard, traces_row) VALUES (?1, 0, ?2, ?3)
ON CONFLICT (trace_id) DO UPDATE SET traces_shard = ?2, traces_row = ?3

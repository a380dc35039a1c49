-- Where a trace's steps are, or are now. ?1 trace, ?2 shard, ?3 first row, ?4 number of steps
UPDATE traces SET steps_shard = ?2, steps_row = ?3, n_steps = ?4 WHERE trace_id = ?1

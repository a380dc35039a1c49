-- Where a trace and its steps are. ?1 trace
SELECT own.path, traces.traces_row, steps.path, coalesce(traces.steps_row, 0), traces.n_steps
FROM traces
JOIN shards AS own ON own.shard_id = traces.traces_shard
LEFT JOIN shards AS steps ON steps.shard_id = traces.steps_shard
WHERE traces.trace_id = ?1

-- Where all traces and their steps are.
SELECT traces.trace_id, own.path, traces.traces_row, steps.path, traces.steps_row, traces.n_steps
FROM traces
LEFT JOIN shards AS own ON own.shard_id = traces.traces_shard
LEFT JOIN shards AS steps ON steps.shard_id = traces.steps_shard

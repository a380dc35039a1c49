-- The predictions of a trace. $paths their shards, $trace_id itself
FROM read_parquet($paths)
WHERE trace_id = $trace_id
ORDER BY model, mode, sample, prediction_id

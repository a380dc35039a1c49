-- The shards that hold the predictions of a trace. ?1 trace
SELECT DISTINCT shards.path
FROM predictions
JOIN shards ON shards.shard_id = predictions.predictions_shard
WHERE predictions.trace_id = ?1

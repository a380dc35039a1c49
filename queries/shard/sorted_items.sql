-- The rows of some items shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY dataset, task_id, trace_id

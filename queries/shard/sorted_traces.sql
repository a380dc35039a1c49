-- The rows of some traces shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY trace_id

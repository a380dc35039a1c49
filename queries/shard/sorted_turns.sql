-- The rows of some turns shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY trajectory_id, turn

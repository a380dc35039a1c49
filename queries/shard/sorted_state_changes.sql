-- The rows of some state_changes shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY trajectory_id, number

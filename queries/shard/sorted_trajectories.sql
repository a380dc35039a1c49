-- The rows of some trajectories shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY trajectory_id

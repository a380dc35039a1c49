-- The rows of some checks shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY check_id

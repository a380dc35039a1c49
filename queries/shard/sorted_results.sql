-- The rows of some results shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY result_id

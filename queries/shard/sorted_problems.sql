-- The rows of some problems shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY problem_id

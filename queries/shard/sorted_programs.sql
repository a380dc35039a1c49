-- The rows of some programs shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY program_id

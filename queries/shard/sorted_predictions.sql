-- The rows of some predictions shards in the table's order. $paths the shards
FROM read_parquet($paths) ORDER BY prediction_id

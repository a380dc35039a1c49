-- Keeps the footers of the shards in memory; a shard never changes under its name.
SET GLOBAL parquet_metadata_cache = true

-- The shards that make up the lake now.
SELECT shard_id, table_name, path, n_rows, bytes, checksum, schema_version, inbox, created_at
FROM shards
WHERE dropped_at IS NULL
ORDER BY shard_id

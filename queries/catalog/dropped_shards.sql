-- Shards dropped before ?1 (Unix seconds), first dropped first.
SELECT shard_id, table_name, path, n_rows, bytes, checksum, schema_version, inbox, created_at
FROM shards
WHERE dropped_at <= ?1
ORDER BY dropped_at, shard_id

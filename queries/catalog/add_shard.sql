-- One shard. ?1 table, ?2 path, ?3 rows, ?4 bytes, ?5 checksum, ?6 schema version, ?7 inbox, ?8 created
INSERT INTO shards (table_name, path, n_rows, bytes, checksum, schema_version, inbox, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

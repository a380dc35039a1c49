-- The lake's one row, where it is not there yet. ?1 schema version
INSERT OR IGNORE INTO lake (only_row, schema_version, version) VALUES (1, ?1, 0)

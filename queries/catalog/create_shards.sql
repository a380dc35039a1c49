-- One row per Parquet file; `dropped_at` (Unix seconds) marks one that readers still at work may hold.
CREATE TABLE IF NOT EXISTS shards (
    shard_id       INTEGER PRIMARY KEY,
    table_name     TEXT    NOT NULL,
    path           TEXT    NOT NULL UNIQUE, -- relative to the lake folder
    n_rows         INTEGER NOT NULL,
    bytes          INTEGER NOT NULL,
    checksum       TEXT    NOT NULL,        -- blake2b of the file, 32 hex digits
    schema_version INTEGER NOT NULL,
    inbox          INTEGER NOT NULL,        -- 1: a small publication that waits to be merged
    created_at     REAL    NOT NULL,        -- Unix seconds
    dropped_at     REAL
)

-- Where a check's row is.
CREATE TABLE IF NOT EXISTS checks (
    check_id       BLOB    PRIMARY KEY,
    checks_shard   INTEGER NOT NULL,
    checks_row     INTEGER NOT NULL
) WITHOUT ROWID

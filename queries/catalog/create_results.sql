-- Where a result's row is.
CREATE TABLE IF NOT EXISTS results (
    result_id      BLOB    PRIMARY KEY,
    results_shard  INTEGER NOT NULL,
    results_row    INTEGER NOT NULL
) WITHOUT ROWID

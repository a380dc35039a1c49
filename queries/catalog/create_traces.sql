-- Where a trace's rows are: first row and shard of its steps, row and shard of itself. Keys are 16 bytes.
CREATE TABLE IF NOT EXISTS traces (
    trace_id     BLOB    PRIMARY KEY,
    n_steps      INTEGER NOT NULL,
    steps_shard  INTEGER, -- null: a trace of no steps
    steps_row    INTEGER,
    traces_shard INTEGER NOT NULL,
    traces_row   INTEGER NOT NULL
) WITHOUT ROWID

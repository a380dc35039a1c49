-- Further runs of the same identity: only of traces that have any.
CREATE TABLE IF NOT EXISTS runs (
    run_of   BLOB NOT NULL,
    trace_id BLOB NOT NULL,
    PRIMARY KEY (run_of, trace_id)
) WITHOUT ROWID

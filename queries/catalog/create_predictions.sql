-- Where a prediction's rows are: first row and shard of its steps, row and shard of itself, and which trace it is of.
CREATE TABLE IF NOT EXISTS predictions (
    prediction_id         BLOB    PRIMARY KEY,
    trace_id              BLOB    NOT NULL,
    n_rows                INTEGER NOT NULL,
    predicted_steps_shard INTEGER, -- null: a prediction of no steps
    predicted_steps_row   INTEGER,
    predictions_shard     INTEGER NOT NULL,
    predictions_row       INTEGER NOT NULL
) WITHOUT ROWID

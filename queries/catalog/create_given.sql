-- Keys to be compared with the catalog's, for the length of one transaction.
CREATE TEMP TABLE IF NOT EXISTS given (
    key     BLOB NOT NULL,
    dataset TEXT NOT NULL DEFAULT '',
    task_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (key, dataset, task_id)
) WITHOUT ROWID

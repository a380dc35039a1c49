-- Where an item's row is; ordered by trace, as that is how items are looked up.
CREATE TABLE IF NOT EXISTS items (
    trace_id    BLOB    NOT NULL,
    dataset     TEXT    NOT NULL,
    task_id     TEXT    NOT NULL,
    items_shard INTEGER NOT NULL,
    items_row   INTEGER NOT NULL,
    PRIMARY KEY (trace_id, dataset, task_id)
) WITHOUT ROWID

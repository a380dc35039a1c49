-- Where a trajectory's rows are: first row and shard of its turns and of its state changes, row and shard of itself.
CREATE TABLE IF NOT EXISTS trajectories (
    trajectory_id       BLOB    PRIMARY KEY,
    n_turns             INTEGER NOT NULL,
    turns_shard         INTEGER, -- null: a trajectory of no turns
    turns_row           INTEGER,
    n_changes           INTEGER NOT NULL,
    state_changes_shard INTEGER, -- null: one that changed nothing
    state_changes_row   INTEGER,
    trajectories_shard  INTEGER NOT NULL,
    trajectories_row    INTEGER NOT NULL
) WITHOUT ROWID

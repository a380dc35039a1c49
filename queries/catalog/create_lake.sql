-- One row about the lake itself: `version` moves at each publication.
CREATE TABLE IF NOT EXISTS lake (
    only_row       INTEGER PRIMARY KEY CHECK (only_row = 1),
    schema_version INTEGER NOT NULL,
    version        INTEGER NOT NULL
)

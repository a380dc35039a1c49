-- Where a problem's row is.
CREATE TABLE IF NOT EXISTS problems (
    problem_id       BLOB    PRIMARY KEY,
    problems_shard   INTEGER NOT NULL,
    problems_row     INTEGER NOT NULL
) WITHOUT ROWID

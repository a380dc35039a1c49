-- Where a program's row is.
CREATE TABLE IF NOT EXISTS programs (
    program_id     BLOB    PRIMARY KEY,
    programs_shard INTEGER NOT NULL,
    programs_row   INTEGER NOT NULL
) WITHOUT ROWID

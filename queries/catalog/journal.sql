-- Readers go on while a writer writes; kept in the file itself.
PRAGMA journal_mode = WAL

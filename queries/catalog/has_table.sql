-- Whether the catalog has a table: that of a lake from before it gets it with the first write. ?1 the table
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1

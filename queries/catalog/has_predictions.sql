-- Whether the catalog has the table: that of a lake from before predictions gets it with the first write.
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'predictions'

-- All views move to another version of the lake at once.
BEGIN TRANSACTION

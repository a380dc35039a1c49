-- Counts one publication.
UPDATE lake SET version = version + 1

-- Forgets all shards, before a rebuild writes them down again.
DELETE FROM shards

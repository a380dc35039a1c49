-- Shards of items leave the index.
-- shards: their numbers
DELETE FROM places WHERE shard IN (SELECT unnest($shards))

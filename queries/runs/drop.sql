-- Shards of trajectories leave the index.
-- shards: their numbers
DELETE FROM list WHERE shard IN (SELECT unnest($shards))

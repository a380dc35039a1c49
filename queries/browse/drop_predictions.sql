-- Shards of predictions leave the index.
-- shards: their numbers
DELETE FROM said WHERE shard IN (SELECT unnest($shards))

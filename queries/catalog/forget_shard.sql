-- Forgets a shard whose file is gone. ?1 shard
DELETE FROM shards WHERE shard_id = ?1 AND dropped_at IS NOT NULL

-- Marks a shard as no longer read by new readers. ?1 shard, ?2 Unix seconds
UPDATE shards SET dropped_at = ?2 WHERE shard_id = ?1 AND dropped_at IS NULL

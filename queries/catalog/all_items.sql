-- Where all items are.
SELECT items.trace_id, items.dataset, items.task_id, shards.path, items.items_row
FROM items
LEFT JOIN shards ON shards.shard_id = items.items_shard

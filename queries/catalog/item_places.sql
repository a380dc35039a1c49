-- Where the items of a trace are. ?1 trace
SELECT shards.path, items.items_row
FROM items
JOIN shards ON shards.shard_id = items.items_shard
WHERE items.trace_id = ?1
ORDER BY items.dataset, items.task_id

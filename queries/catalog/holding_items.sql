-- The shards that hold rows of the given items.
SELECT DISTINCT items.items_shard
FROM temp.given AS given
JOIN items ON items.trace_id = given.key AND items.dataset = given.dataset AND items.task_id = given.task_id

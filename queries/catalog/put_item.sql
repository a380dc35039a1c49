-- Where an item is, or is now. ?1 trace, ?2 dataset, ?3 task, ?4 shard, ?5 row
INSERT INTO items (trace_id, dataset, task_id, items_shard, items_row) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (trace_id, dataset, task_id) DO UPDATE SET items_shard = ?4, items_row = ?5

-- Forgets an item. ?1 trace, ?2 dataset, ?3 task
DELETE FROM items WHERE trace_id = ?1 AND dataset = ?2 AND task_id = ?3

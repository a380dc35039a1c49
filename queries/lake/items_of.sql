-- The places in datasets of some traces. $ids
FROM items
WHERE trace_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY dataset, task_id

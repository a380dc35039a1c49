-- The items of a dataset. ?1 dataset
SELECT trace_id, dataset, task_id FROM items WHERE dataset = ?1

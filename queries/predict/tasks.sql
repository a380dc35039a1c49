-- Which trace each task of a dataset has, and how many it has; without $dataset, over all datasets.
SELECT task_id, any_value(trace_id) AS trace_id, count(DISTINCT trace_id) AS n
FROM items
WHERE $dataset IS NULL OR dataset = $dataset
GROUP BY task_id

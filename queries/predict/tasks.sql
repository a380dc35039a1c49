-- Which trace each task of a dataset has; without $dataset, of every dataset whose tasks are unambiguous.
SELECT task_id, any_value(trace_id) AS trace_id
FROM items
WHERE $dataset IS NULL OR dataset = $dataset
GROUP BY task_id
HAVING count(DISTINCT trace_id) = 1

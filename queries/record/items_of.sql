-- What a dataset has in the lake: its tasks, and whether each gave the output expected. $dataset: its name
SELECT task_id, trace_id, matches_expected, expected
FROM items
WHERE dataset = $dataset

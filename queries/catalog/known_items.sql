-- Which of the given keys are items of the lake.
SELECT given.key, given.dataset, given.task_id
FROM temp.given AS given
JOIN items ON items.trace_id = given.key AND items.dataset = given.dataset AND items.task_id = given.task_id

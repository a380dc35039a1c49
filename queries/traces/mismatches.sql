-- Results other than the expected ones
-- Which runs of a dataset gave another result than the dataset expects?
-- Either the dataset is wrong, or the run differs from the one that it was made with (Python, hash seed,
-- randomness).
-- $dataset VARCHAR = NULL: only items of this dataset; any where NULL
-- $limit BIGINT = 200: rows at most
-- chart: none
SELECT
    items.dataset,
    items.task_id,
    items.trace_id,
    items.expected,
    coalesce(traces.result, traces.error) AS came,
    traces.outcome,
    traces.python,
    traces.hash_seed,
    traces.nondeterministic
FROM items
JOIN traces USING (trace_id)
WHERE NOT items.matches_expected AND ($dataset::VARCHAR IS NULL OR items.dataset = $dataset::VARCHAR)
ORDER BY items.dataset, items.task_id, items.trace_id
LIMIT $limit::BIGINT

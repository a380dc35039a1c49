-- The rows of some traces. $ids
SELECT * EXCLUDE (nondeterministic)
FROM traces
WHERE trace_id IN (SELECT unnest($ids::VARCHAR[]))

-- The steps of some traces, one trace after the other. $ids
FROM steps
WHERE trace_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY trace_id, step

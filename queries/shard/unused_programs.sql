-- The programs that only the given traces have. $trace_ids
WITH used AS (
    SELECT trace_id, program_id FROM traces
    UNION
    SELECT trace_id, file.program_id FROM (SELECT trace_id, unnest(files) AS file FROM traces)
)
SELECT used.program_id
FROM used
LEFT JOIN (SELECT unnest($trace_ids::VARCHAR[]) AS trace_id) AS gone ON gone.trace_id = used.trace_id
GROUP BY used.program_id
HAVING bool_and(gone.trace_id IS NOT NULL)

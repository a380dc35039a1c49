-- The programs that only the given traces and checks have. $ids
WITH used AS (
    SELECT trace_id AS id, program_id FROM traces
    UNION
    SELECT trace_id, file.program_id FROM (SELECT trace_id, unnest(files) AS file FROM traces)
    UNION
    SELECT check_id, program_id FROM checks
)
SELECT used.program_id
FROM used
LEFT JOIN (SELECT unnest($ids::VARCHAR[]) AS id) AS gone ON gone.id = used.id
GROUP BY used.program_id
HAVING bool_and(gone.id IS NOT NULL)

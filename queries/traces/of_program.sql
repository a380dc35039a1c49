-- The traces of a program
-- Which runs are there of one source file, and what came of each?
-- A trace of several files is here where any of them is this one.
-- $program VARCHAR: the program's id
-- $limit BIGINT = 200: rows at most
-- chart: none
SELECT
    trace_id,
    name,
    entry,
    input,
    outcome,
    coalesce(result, error) AS came,
    n_steps,
    max_depth
FROM traces
WHERE program_id = $program::VARCHAR
   OR len(list_filter(files, lambda f: f.program_id = $program::VARCHAR)) > 0
ORDER BY trace_id
LIMIT $limit::BIGINT

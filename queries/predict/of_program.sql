-- The first run of a program, where it was recorded.
SELECT trace_id FROM traces WHERE program_id = $program_id ORDER BY run, trace_id LIMIT 1

-- Latest traces
-- Which traces came last?
-- chart: none
SELECT trace_id, program_id, name, outcome, n_steps, created_at
FROM traces
ORDER BY created_at DESC, trace_id
LIMIT 10

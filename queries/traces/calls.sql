-- The calls of a trace
-- What was each function of one trace called with, and what did it give back?
-- One row an activation, in order; `ended`: return or unwind, nothing where it was never left.
-- $trace VARCHAR: the trace's id
-- chart: none
SELECT trace_id, step, last_step, depth, func, arguments, ended, coalesce(result, error) AS gave, n_steps
FROM calls($trace::VARCHAR)
ORDER BY step

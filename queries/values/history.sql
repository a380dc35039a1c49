-- The history of a variable
-- Which values does a variable take in one trace, and which lines write them?
-- `line` is the line that wrote the value, `step` the first that shows it; no value: the name was unbound.
-- $trace VARCHAR: the trace's id
-- $name VARCHAR: the variable
-- chart: line(step, number)
SELECT trace_id, step, frame_id, func, line, type, value, coalesce(as_float(value), as_len(value)) AS number
FROM variable_history($trace::VARCHAR, $name::VARCHAR)
ORDER BY step, frame_id

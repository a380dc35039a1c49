-- State at a step
-- What does every local on the stack hold at a step of a trace?
-- Outermost frame first. A caller's locals are those of its own last step, `as_of`: what it called may have
-- changed an object since. `step` is that of a local's last change.
-- $trace VARCHAR: the trace's id
-- $step BIGINT = 0: the step; a line step holds the state before the line runs
-- chart: none
SELECT depth, func, line, as_of, name, value, type, size, cut, trace_id, step
FROM state_at($trace::VARCHAR, $step::BIGINT)

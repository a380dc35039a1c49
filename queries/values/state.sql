-- The state at a step
-- Which variables live at a step of a trace, with which values?
-- Of the whole stack, outermost first. Values of callers are as of the step that is told: a callee may have
-- changed an object meanwhile.
-- $trace VARCHAR: the trace's id
-- $step BIGINT = 0: the step
-- chart: none
SELECT * FROM state_at($trace::VARCHAR, $step::BIGINT)

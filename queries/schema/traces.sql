-- One row per run of one entry point on one input.
-- nondeterministic: the same identity ran more than once and gave different steps.
CREATE OR REPLACE VIEW traces AS
SELECT *, trace_id IN (SELECT trace_id FROM _rerun) AS nondeterministic
FROM _traces

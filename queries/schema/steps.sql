-- One row per event of a trace, numbered by `step` from 0. A `line` step is the state before the line runs; `changes`
-- holds the locals that differ from the same frame's previous step (value and type null: the name was unbound).
CREATE OR REPLACE VIEW steps AS FROM _steps

-- One row per event of a trace. Fold `changes` with arg_max_null: plain arg_max brings deleted names back.
CREATE OR REPLACE VIEW steps AS FROM _steps;

COMMENT ON VIEW steps IS
    'Steps: one row for each event of a trace, with the locals that changed; state_at folds them.';
COMMENT ON COLUMN steps.trace_id IS 'The trace that the step belongs to.';
COMMENT ON COLUMN steps.step IS 'The number of the step in its trace, from 0.';
COMMENT ON COLUMN steps.event IS
    'call, line (the state is that before the line runs), return, exception, yield, resume or unwind.';
COMMENT ON COLUMN steps.frame_id IS
    'The number of the frame, that is of one activation of a function, in the trace.';
COMMENT ON COLUMN steps.caller IS 'The frame that called this frame; NULL for the outermost.';
COMMENT ON COLUMN steps.depth IS 'How deep the frame is on the stack of its thread; 1 is the outermost.';
COMMENT ON COLUMN steps.thread IS 'The thread, numbered from 0 in the trace.';
COMMENT ON COLUMN steps.program_id IS 'The program that the line is in.';
COMMENT ON COLUMN steps.func IS 'The qualified name of the function.';
COMMENT ON COLUMN steps.line IS
    'The line, from 1: of a line step the one about to run, else the one that the frame is at.';
COMMENT ON COLUMN steps.value IS
    'The repr of what is returned, yielded or raised; NULL for the other events.';
COMMENT ON COLUMN steps.changes IS
    'Locals that differ from the frame''s step before: name, value (repr), type, size, cut; NULL type: gone.';
COMMENT ON COLUMN steps.stdout IS 'What the step''s line wrote to stdout; NULL where it wrote nothing.';
COMMENT ON COLUMN steps.stderr IS 'What the step''s line wrote to stderr; NULL where it wrote nothing.';

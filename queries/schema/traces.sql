-- One row per run of one entry point on one input.
CREATE OR REPLACE VIEW traces AS
SELECT *, trace_id IN (SELECT trace_id FROM _rerun) AS nondeterministic
FROM _traces;

COMMENT ON VIEW traces IS
    'Traces: one row for each run of one entry point on one input; its steps are in steps.';
COMMENT ON COLUMN traces.trace_id IS
    'A hash of what makes the run this run (program, entry, input, limits), the same in any lake.';
COMMENT ON COLUMN traces.name IS
    'A name for people: module.function, a script, a test''s node id, a task''s id.';
COMMENT ON COLUMN traces.program_id IS 'The program of the file that the entry is in.';
COMMENT ON COLUMN traces.files IS
    'The files of the run whose lines are recorded: path and program_id of each.';
COMMENT ON COLUMN traces.entry IS 'The function, module or script where the run began.';
COMMENT ON COLUMN traces.input IS 'The arguments as source text, as in f(<input>).';
COMMENT ON COLUMN traces.python IS 'The Python version of the run, such as 3.11.';
COMMENT ON COLUMN traces.hash_seed IS
    'PYTHONHASHSEED of the run: a number or random; NULL where it is not known.';
COMMENT ON COLUMN traces.repr_style IS
    'cwm: values are plain reprs without addresses; bounded: items and characters are capped.';
COMMENT ON COLUMN traces.limits IS
    'The limits of the recording as JSON: steps, seconds, value_chars, items; of a branch also its edits.';
COMMENT ON COLUMN traces.recorder IS
    'The version of the recorder''s semantics; another one may give other steps.';
COMMENT ON COLUMN traces.run IS
    'The number of the run among those of the same identity that gave different steps; mostly 0.';
COMMENT ON COLUMN traces.run_of IS 'The trace of run 0 of the same identity; NULL for run 0 itself.';
COMMENT ON COLUMN traces.n_steps IS 'Steps of the trace, numbered from 0 to n_steps - 1.';
COMMENT ON COLUMN traces.n_frames IS 'Activations of functions in the trace.';
COMMENT ON COLUMN traces.max_depth IS 'The greatest depth of a step; 1 is the entry''s own frame.';
COMMENT ON COLUMN traces.n_cut IS 'Values that are shortened; a trace with any is left out of every metric.';
COMMENT ON COLUMN traces.functions IS 'Qualified names of the functions that ran, in order of first call.';
COMMENT ON COLUMN traces.exceptions IS
    'Types of the exceptions raised in recorded frames, caught or not, in order of appearance.';
COMMENT ON COLUMN traces.outcome IS
    'How the run ended: returned, raised, truncated (a limit, see stop_reason) or died.';
COMMENT ON COLUMN traces.stop_reason IS
    'What cut the run short: steps, seconds, value chars, interrupted...; NULL where it ended by itself.';
COMMENT ON COLUMN traces.result IS 'The repr of the value returned; NULL where none was.';
COMMENT ON COLUMN traces.error IS 'The repr of the exception that ended the run; NULL where none did.';
COMMENT ON COLUMN traces.steps_digest IS 'A hash of all steps: equal digests mean equal steps.';
COMMENT ON COLUMN traces.origin IS 'Where the trace comes from: recorded, imported or branch.';
COMMENT ON COLUMN traces.parent IS 'The trace that a branch was made from; NULL for others.';
COMMENT ON COLUMN traces.test_outcome IS
    'Of a recorded test: passed, failed, skipped or error; NULL for other runs.';
COMMENT ON COLUMN traces.seconds IS 'Seconds that the run took while it was recorded.';
COMMENT ON COLUMN traces.created_at IS 'When the trace was recorded or imported.';
COMMENT ON COLUMN traces.nondeterministic IS 'Whether another run of the same identity gave other steps.';

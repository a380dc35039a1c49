-- How often each line has run in its frame before: the number of the turn, in the body of a loop.
CREATE OR REPLACE MACRO loop_iterations(trace VARCHAR) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT trace AS _trace
)
SELECT
    trace_id,
    step,
    frame_id,
    func,
    program_id,
    line,
    row_number() OVER (PARTITION BY trace_id, frame_id, program_id, line ORDER BY step) - 1 AS iteration,
    count(*) OVER (PARTITION BY trace_id, frame_id, program_id, line) AS iterations
FROM main.steps
JOIN _asked ON trace_id = _trace
WHERE event = 'line'
ORDER BY step;

COMMENT ON MACRO TABLE loop_iterations IS
'The line steps of a trace, each with how often its line ran in its frame before (iteration, from 0) and '
'in all (iterations).
trace: the trace''s id';

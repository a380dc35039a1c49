-- One row for each frame of a trace: who called it, with what, and how it was left.
CREATE OR REPLACE MACRO calls(trace VARCHAR) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT trace AS _trace
),
_frames AS (
    SELECT
        trace_id,
        frame_id,
        min(step) AS first_step,
        max(step) AS last_step,
        count(*) AS n_steps,
        any_value(caller) AS caller,
        any_value(depth) AS depth,
        any_value(thread) AS thread,
        any_value(program_id) AS program_id,
        any_value(func) AS func,
        arg_min(line, step) AS line,
        arg_min(changes, step) AS given,
        arg_max(event, step) AS last_event,
        arg_max(value, step) FILTER (event = 'return') AS returned,
        arg_max(value, step) FILTER (event = 'exception') AS raised
    FROM main.steps
    JOIN _asked ON trace_id = _trace
    GROUP BY trace_id, frame_id
)
SELECT
    trace_id,
    first_step AS step,
    last_step,
    n_steps,
    frame_id,
    caller,
    depth,
    thread,
    program_id,
    func,
    line,
    list_aggregate(
        list_transform(given, lambda _change: _change.name || '=' || _change.value), 'string_agg', ', '
    ) AS arguments,
    CASE WHEN last_event IN ('return', 'unwind') THEN last_event END AS ended,
    CASE last_event WHEN 'return' THEN returned END AS result,
    CASE last_event WHEN 'unwind' THEN raised END AS error
FROM _frames
ORDER BY frame_id;

COMMENT ON MACRO TABLE calls IS
'The calls of a trace, one row for each frame: its first and last step, its own steps, its arguments, and '
'whether it ended by return (result) or unwind (error); neither where it was never left.
trace: the trace''s id';

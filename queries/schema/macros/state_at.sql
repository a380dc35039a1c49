-- The live frames at a step with their variables: at a depth lives the frame of its thread's last event.
CREATE OR REPLACE MACRO state_at(trace VARCHAR, step BIGINT) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT trace AS _trace, step AS _step
),
_past AS (
    SELECT steps.* FROM main.steps JOIN _asked ON steps.trace_id = _trace AND steps.step <= _step
),
_here AS (
    SELECT _past.thread, _past.depth FROM _past JOIN _asked ON _past.step = _step
),
_frames AS (
    SELECT
        _past.depth,
        arg_max(_past.frame_id, _past.step) AS frame_id,
        arg_max(_past.func, _past.step) AS func,
        arg_max(_past.line, _past.step) AS line,
        max(_past.step) AS as_of
    FROM _past
    JOIN _here ON _past.thread = _here.thread AND _past.depth <= _here.depth
    GROUP BY _past.depth
),
_changed AS (
    SELECT frame_id, _past.step AS moment, unnest(changes) AS change, generate_subscripts(changes, 1) AS place
    FROM _past
    JOIN _frames USING (frame_id)
),
_variables AS (
    -- arg_max would skip the NULLs of a name that was unbound last, and bring it back.
    SELECT
        frame_id,
        change.name AS variable,
        arg_max_null(change, (moment, place)) AS state,
        max(moment) AS last_change,
        min((moment, place)) AS first_seen
    FROM _changed
    GROUP BY ALL
)
SELECT
    _trace AS trace_id,
    last_change AS step,
    frame_id,
    _frames.depth,
    _frames.func,
    _frames.line,
    _frames.as_of,
    variable AS name,
    state.value AS value,
    state.type AS type,
    state.size AS size,
    state.cut AS cut
FROM _frames
JOIN _variables USING (frame_id)
CROSS JOIN _asked
WHERE state.type IS NOT NULL
ORDER BY _frames.depth, first_seen;

COMMENT ON MACRO TABLE state_at IS
'The locals of every frame on the stack at a step, outermost first; step is that of each one''s last '
'change. A caller''s are those of its step as_of: what it called may have changed an object since.
trace: the trace''s id
step: a step of it; the deepest frame is the step''s own';

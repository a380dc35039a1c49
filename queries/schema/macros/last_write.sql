-- The change of a name that came last before a step, in the step's own frame.
CREATE OR REPLACE MACRO last_write(trace VARCHAR, step BIGINT, name VARCHAR) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT trace AS _trace, step AS _step, name AS _name
),
_past AS (
    SELECT steps.* FROM main.steps JOIN _asked ON steps.trace_id = _trace AND steps.step <= _step
),
_told AS (
    SELECT
        trace_id,
        _past.step AS moment,
        frame_id,
        func,
        lag(line) OVER (PARTITION BY trace_id ORDER BY _past.step) AS line_before,
        changes
    FROM _past
    WHERE frame_id IN (SELECT here.frame_id FROM _past AS here JOIN _asked ON here.step = _step)
),
_changed AS (
    SELECT * EXCLUDE (changes), unnest(changes) AS change, generate_subscripts(changes, 1) AS place
    FROM _told
)
SELECT
    trace_id,
    moment AS step,
    frame_id,
    func,
    line_before AS line,
    change.value AS value,
    change.type AS type,
    change.size AS size,
    change.cut AS cut
FROM _changed
JOIN _asked ON change.name = _name AND moment < _step
ORDER BY moment DESC, place DESC
LIMIT 1;

COMMENT ON MACRO TABLE last_write IS
'The last change of a local before a step, in the frame of that step: at most one row, as those of '
'variable_history.
trace: the trace''s id
step: the step before which the change is looked for
name: the local''s name';

-- All changes of a name. What changes at a step was written by the line that its frame ran before.
CREATE OR REPLACE MACRO variable_history(trace VARCHAR, name VARCHAR) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT trace AS _trace, name AS _name
),
_told AS (
    SELECT
        trace_id,
        steps.step AS moment,
        frame_id,
        func,
        lag(line) OVER (PARTITION BY trace_id, frame_id ORDER BY steps.step) AS line_before,
        changes
    FROM main.steps
    JOIN _asked ON trace_id = _trace
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
JOIN _asked ON change.name = _name
ORDER BY moment, place;

COMMENT ON MACRO TABLE variable_history IS
'Every change of a local, in order: step shows it first, line is the line that wrote it (NULL: an '
'argument, or bound before the frame''s first step); type is NULL where the name was unbound.
trace: the trace''s id
name: the local''s name, in whatever function';

-- Steps by what happens at them; each filter that is NULL lets everything through.
CREATE OR REPLACE MACRO steps_where(
    trace VARCHAR := NULL,
    event VARCHAR := NULL,
    func VARCHAR := NULL,
    name VARCHAR := NULL,
    value VARCHAR := NULL,
    type VARCHAR := NULL
) AS TABLE
-- Columns go by other names beside the arguments: a column given as one is the caller's, not ours.
SELECT
    _trace_id AS trace_id,
    _step AS step,
    _event AS event,
    _frame_id AS frame_id,
    _caller AS caller,
    _depth AS depth,
    _thread AS thread,
    _program_id AS program_id,
    _func AS func,
    _line AS line,
    _value AS value,
    _changes AS changes,
    _stdout AS stdout,
    _stderr AS stderr
FROM (
    SELECT
        steps.trace_id AS _trace_id,
        steps.step AS _step,
        steps.event AS _event,
        steps.frame_id AS _frame_id,
        steps.caller AS _caller,
        steps.depth AS _depth,
        steps.thread AS _thread,
        steps.program_id AS _program_id,
        steps.func AS _func,
        steps.line AS _line,
        steps.value AS _value,
        steps.changes AS _changes,
        steps.stdout AS _stdout,
        steps.stderr AS _stderr
    FROM main.steps
)
WHERE (trace IS NULL OR _trace_id = trace)
  AND (event IS NULL OR _event = event)
  AND (func IS NULL OR _func = func)
  AND (
      coalesce(name, value, type) IS NULL
      OR len(
          list_filter(
              _changes,
              lambda _change:
                  (name IS NULL OR _change.name = name)
                  AND (value IS NULL OR _change.value = value)
                  AND (type IS NULL OR _change.type = type)
          )
      ) > 0
  );

COMMENT ON MACRO TABLE steps_where IS
'The rows of steps that fit all filters given, as in steps_where(name := ''total'', type := ''str''); '
'name, value and type are of one and the same change.
trace: only steps of this trace
event: only this event, such as exception
func: only this function, by its qualified name
name: only where this local changes
value: only where a local changes to exactly this repr
type: only where a local changes to a value of this type';

-- Calls of tools, one row each; each filter that is NULL lets everything through.
CREATE OR REPLACE MACRO tool_calls(
    trajectory VARCHAR := NULL, tool VARCHAR := NULL, kind VARCHAR := NULL
) AS TABLE
-- Columns go by other names beside the arguments: a column given as one is the caller's, not ours.
SELECT
    _trajectory_id AS trajectory_id,
    _turn AS turn,
    _number AS call,
    _call.tool AS tool,
    _call.kind AS kind,
    _call.target AS target,
    _call.arguments AS arguments,
    _call.observation AS observation,
    _call.exit_code AS exit_code,
    _call.error AS error,
    _call.error_method AS error_method,
    _call.malformed AS malformed,
    _call.seconds AS seconds,
    _call.call_id AS call_id,
    _call.trajectory AS sub_trajectory
FROM (
    SELECT
        turns.trajectory_id AS _trajectory_id,
        turns.turn AS _turn,
        unnest(turns.calls) AS _call,
        generate_subscripts(turns.calls, 1) - 1 AS _number
    FROM main.turns
    WHERE NOT turns.copied
)
WHERE (trajectory IS NULL OR _trajectory_id = trajectory)
  AND (tool IS NULL OR _call.tool = tool)
  AND (kind IS NULL OR _call.kind = kind);

COMMENT ON MACRO TABLE tool_calls IS
'The calls of tools that fit all filters given, one row each, as in tool_calls(tool := ''bash''), without '
'those of turns that are only copied from another trajectory; call numbers them in their turn, from 0.
trajectory: only calls of this trajectory
tool: only calls of this tool
kind: only calls that are mainly for this, such as edit or test';

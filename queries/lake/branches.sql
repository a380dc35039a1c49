-- The tree of branches that a trace is in: its root, if that is there, and all that was made from it. $trace_id
WITH RECURSIVE branches AS MATERIALIZED (
    SELECT trace_id, parent
    FROM traces
    WHERE origin = 'branch'
),
above AS (
    SELECT $trace_id::VARCHAR AS trace_id
    UNION
    SELECT branches.parent
    FROM above
    JOIN branches ON branches.trace_id = above.trace_id
),
tree AS (
    SELECT trace_id FROM above
    UNION
    SELECT branches.trace_id
    FROM tree
    JOIN branches ON branches.parent = tree.trace_id
)
SELECT
    traces.trace_id,
    traces.parent,
    traces.name,
    traces.limits,
    traces.run,
    traces.n_steps,
    traces.outcome,
    traces.stop_reason,
    traces.result,
    traces.error,
    traces.steps_digest,
    traces.created_at
FROM traces
JOIN tree ON tree.trace_id = traces.trace_id
ORDER BY traces.created_at, traces.trace_id

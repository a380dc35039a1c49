-- Values that grow step by step
-- Which variables are built up by many small writes, and how much of them is written again each time?
-- `characters`: of all values that the variable takes in one activation together, which is what a trace's
-- text has of it. Strings built up in a loop stand at the top. Looked for in the longest traces.
-- $type VARCHAR = NULL: only variables that end as this type, e.g. str; any where NULL
-- $traces BIGINT = 1000: traces looked at, the longest first
-- $limit BIGINT = 50: rows at most
-- chart: point(writes, characters, type)
WITH longest AS (
    SELECT trace_id
    FROM traces
    ORDER BY n_steps DESC, trace_id
    LIMIT $traces::BIGINT
),
written AS (
    SELECT trace_id, frame_id, step, func, unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM longest)
)
SELECT
    trace_id,
    min(step) AS step,
    func,
    change.name AS name,
    arg_max(change.type, step) AS type,
    count(*) AS writes,
    arg_min(change.size, step) AS first_size,
    arg_max(change.size, step) AS last_size,
    sum(change.size)::BIGINT AS characters
FROM written
WHERE change.type IS NOT NULL AND change.size >= 0
GROUP BY trace_id, frame_id, func, change.name
HAVING count(*) > 2
   AND arg_max(change.size, step) > arg_min(change.size, step)
   AND ($type::VARCHAR IS NULL OR arg_max(change.type, step) = $type::VARCHAR)
ORDER BY characters DESC, trace_id, step, name
LIMIT $limit::BIGINT

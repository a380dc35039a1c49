-- Deepest recursion
-- How many activations of one function are on the stack at once?
-- `step` is where the most are first reached. A generator counts while it runs, not while it is suspended.
-- Looked for in the traces with the deepest stacks.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $traces BIGINT = 1000: traces looked at, the deepest first
-- $limit BIGINT = 50: rows at most
-- chart: bar(func, active)
WITH deepest AS (
    SELECT trace_id, name, max_depth
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY max_depth DESC, trace_id
    LIMIT $traces::BIGINT
),
stacks AS (
    SELECT
        trace_id,
        program_id,
        func,
        step,
        sum(CASE event WHEN 'call' THEN 1 WHEN 'resume' THEN 1 ELSE -1 END) OVER (
            PARTITION BY trace_id, thread, program_id, func
            ORDER BY step
        )::BIGINT AS active
    FROM steps
    WHERE event NOT IN ('line', 'exception') AND trace_id IN (SELECT trace_id FROM deepest)
)
SELECT
    trace_id,
    arg_max(step, (active, -step)) AS step,
    func,
    max(active) AS active,
    any_value(max_depth) AS stack_depth,
    any_value(name) AS name
FROM stacks
JOIN deepest USING (trace_id)
GROUP BY trace_id, program_id, func
HAVING max(active) > 1
ORDER BY active DESC, trace_id, func
LIMIT $limit::BIGINT

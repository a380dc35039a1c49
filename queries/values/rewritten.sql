-- Variables that change the most
-- Which variables take the most values in one activation?
-- `different`: how many of the values differ from each other. A value that is written again without a
-- difference is no change. Looked for in the longest traces.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $traces BIGINT = 1000: traces looked at, the longest first
-- $limit BIGINT = 50: rows at most
-- chart: none
WITH longest AS (
    SELECT trace_id
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
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
    count(*) AS changes,
    count(DISTINCT change.value) AS different,
    list_sort(list(DISTINCT change.type)) AS types
FROM written
WHERE change.type IS NOT NULL
GROUP BY trace_id, frame_id, func, change.name
ORDER BY changes DESC, trace_id, step, name
LIMIT $limit::BIGINT

-- Where floats stop being finite
-- At which step does a run first hold a nan or an infinity in a local?
-- A fair sample of the traces is looked at: those with the smallest ids, which are hashes. Values inside
-- containers are not looked into.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $sample BIGINT = 20000: traces looked at
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH chosen AS (
    SELECT trace_id
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
written AS (
    SELECT trace_id, step, func, line, unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
)
SELECT trace_id, step, func, line, change.name AS name, change.value AS value
FROM written
WHERE change.type = 'float' AND change.value IN ('nan', 'inf', '-inf')
QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY step, change.name) = 1
ORDER BY trace_id
LIMIT $limit::BIGINT

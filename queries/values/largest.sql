-- Largest values
-- Which values have the longest texts, and where do they appear?
-- Wide states cost tokens at every step that shows them anew. Of each variable of an activation only its
-- largest value; a fair sample of the traces is looked at: those with the smallest ids, which are hashes.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $sample BIGINT = 20000: traces looked at
-- $limit BIGINT = 50: rows at most
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
    SELECT trace_id, frame_id, step, func, unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
)
SELECT
    trace_id,
    step,
    func,
    change.name AS name,
    change.type AS type,
    change.size AS size,
    change.cut AS cut,
    left(change.value, 80) AS begins
FROM written
WHERE change.type IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY trace_id, frame_id, change.name ORDER BY change.size DESC, step) = 1
ORDER BY size DESC, trace_id, step, name
LIMIT $limit::BIGINT

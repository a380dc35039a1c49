-- How long values are
-- How many characters do the values of each type take, in the middle and at the long end?
-- A fair sample of the traces is looked at: those with the smallest ids, which are hashes. `unknown`: cut
-- values whose true length is not known, which are outside the others.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $sample BIGINT = 20000: traces looked at
-- chart: bar(type, characters)
WITH chosen AS (
    SELECT trace_id
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
written AS (
    SELECT unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
)
SELECT
    change.type AS type,
    count(*) AS changes,
    quantile_disc(change.size, 0.5) FILTER (change.size >= 0) AS median,
    quantile_disc(change.size, 0.95) FILTER (change.size >= 0) AS p95,
    max(change.size) FILTER (change.size >= 0) AS longest,
    coalesce(sum(change.size) FILTER (change.size >= 0), 0)::BIGINT AS characters,
    count(*) FILTER (change.cut) AS cut,
    count(*) FILTER (change.size < 0) AS unknown
FROM written
WHERE change.type IS NOT NULL
GROUP BY change.type
ORDER BY characters DESC, type

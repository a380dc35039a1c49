-- Most frequent values of each type
-- Which values do locals take the most often?
-- A fair sample of the traces is looked at: those with the smallest ids, which are hashes.
-- $type VARCHAR = NULL: only values of this type, e.g. int; any where NULL
-- $each BIGINT = 5: values of a type at most
-- $sample BIGINT = 20000: traces looked at
-- $limit BIGINT = 200: rows at most
-- chart: bar(value, changes, type)
WITH chosen AS (
    SELECT trace_id
    FROM traces
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
written AS (
    SELECT unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
),
counted AS (
    SELECT change.type AS type, left(change.value, 120) AS value, count(*) AS changes
    FROM written
    WHERE change.type IS NOT NULL AND ($type::VARCHAR IS NULL OR change.type = $type::VARCHAR)
    GROUP BY ALL
)
SELECT
    type,
    value,
    changes,
    round(changes / sum(changes) OVER (PARTITION BY type), 4) AS share_of_type
FROM counted
QUALIFY row_number() OVER (PARTITION BY type ORDER BY changes DESC, value) <= $each::BIGINT
ORDER BY sum(changes) OVER (PARTITION BY type) DESC, type, changes DESC, value
LIMIT $limit::BIGINT

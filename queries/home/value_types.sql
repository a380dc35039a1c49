-- Types of values
-- Of what types are the values that locals take?
-- The steps looked at are the first of the lake that change something; of each trace only its beginning, or
-- an endless loop is the whole picture. mean_size: characters of the value's text, where its true length is
-- known.
-- $sample BIGINT = 200000: steps looked at
-- $first BIGINT = 1000: of each trace only the steps before this one
-- chart: bar(type, changes)
SELECT change.type, count(*) AS changes, avg(change.size) FILTER (change.size >= 0)::DOUBLE AS mean_size
FROM (
    SELECT unnest(changes) AS change
    FROM (SELECT changes FROM steps WHERE step < $first::BIGINT AND len(changes) > 0 LIMIT $sample::BIGINT)
)
WHERE change.type IS NOT NULL
GROUP BY change.type
ORDER BY changes DESC, change.type
LIMIT 12

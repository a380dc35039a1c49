-- Of what types are the values that locals take?
-- sample: rows of steps looked at, from all over the lake
SELECT change.type, count(*) AS changes, avg(change.size)::DOUBLE AS mean_size
FROM (SELECT unnest(changes) AS change FROM (SELECT changes FROM steps WHERE len(changes) > 0 LIMIT $sample::BIGINT))
WHERE change.type IS NOT NULL
GROUP BY change.type
ORDER BY changes DESC
LIMIT 12

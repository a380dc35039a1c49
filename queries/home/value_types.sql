-- Of what types are the values that locals take?
-- sample: steps looked at; first: of each trace the steps before this one, or an endless loop is the whole picture
SELECT change.type, count(*) AS changes, avg(change.size) FILTER (change.size >= 0)::DOUBLE AS mean_size
FROM (
    SELECT unnest(changes) AS change
    FROM (SELECT changes FROM steps WHERE step < $first::INTEGER AND len(changes) > 0 LIMIT $sample::BIGINT)
)
WHERE change.type IS NOT NULL
GROUP BY change.type
ORDER BY changes DESC
LIMIT 12

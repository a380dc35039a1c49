-- Steps by event
-- How many steps are there of each event?
-- chart: bar(event, steps)
SELECT event, count(*) AS steps
FROM steps
GROUP BY event
ORDER BY steps DESC, event

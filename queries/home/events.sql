-- How many steps are there of each event?
SELECT event, count(*) AS steps
FROM steps
GROUP BY event
ORDER BY steps DESC

-- Which datasets are there, the largest first?
SELECT dataset, count(*) AS items
FROM places
GROUP BY dataset
ORDER BY items DESC, dataset

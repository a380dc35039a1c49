-- Which datasets are there, and how large are they?
SELECT dataset, count(DISTINCT trace_id) AS traces, count(*) AS items
FROM items
GROUP BY dataset
ORDER BY items DESC, dataset

-- Which functions ran in the most traces?
SELECT func, count(*) AS traces
FROM (SELECT unnest(functions) AS func FROM list)
GROUP BY func
ORDER BY traces DESC, func
LIMIT 200

-- Which exceptions were raised, in how many traces?
SELECT exception, count(*) AS traces
FROM (SELECT unnest(exceptions) AS exception FROM list)
GROUP BY exception
ORDER BY traces DESC, exception
LIMIT 200

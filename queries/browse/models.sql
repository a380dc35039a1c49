-- Which models said something of the traces here, the most first?
SELECT model, count(*) AS predictions
FROM said
GROUP BY model
ORDER BY predictions DESC, model
LIMIT 200

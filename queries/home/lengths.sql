-- How long are the traces? Counts in steps of a quarter of an order of magnitude.
SELECT floor(log10(greatest(n_steps, 1)) * 4)::INTEGER AS bucket, count(*) AS traces, min(n_steps) AS shortest, max(n_steps) AS longest
FROM traces
GROUP BY bucket
ORDER BY bucket

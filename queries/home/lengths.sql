-- Lengths of the traces
-- How long are the traces, in steps?
-- Counted in quarters of an order of magnitude, from `shortest` to `longest` as found in each.
-- chart: bar(shortest, traces)
SELECT
    floor(log10(greatest(n_steps, 1)) * 4)::INTEGER AS bucket,
    count(*) AS traces,
    min(n_steps) AS shortest,
    max(n_steps) AS longest
FROM traces
GROUP BY bucket
ORDER BY bucket

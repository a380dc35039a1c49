-- How long are the runs, in turns? Counted in quarters of an order of magnitude; sub-agents' runs are not counted.
SELECT
    floor(log10(greatest(n_turns, 1)) * 4)::INTEGER AS bucket,
    count(*) AS runs,
    min(n_turns) AS shortest,
    max(n_turns) AS longest
FROM list
WHERE NOT below
GROUP BY bucket
ORDER BY bucket

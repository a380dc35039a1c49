-- Outcomes by model
-- How many of its runs does each agent and model solve, and how sure is that?
-- Of the runs that were judged or failed before they could be. `low` and `high` bound the share with 95 %
-- confidence (Wilson's interval), as if runs were independent: several runs of one task are not quite.
-- $dataset VARCHAR = NULL: only runs of this dataset; any where NULL
-- chart: bar(model, share, agent)
WITH judged AS (
    SELECT agent, model, count(*) AS runs, count(*) FILTER (outcome = 'solved') AS solved
    FROM trajectories
    WHERE outcome IS NOT NULL AND ($dataset::VARCHAR IS NULL OR dataset = $dataset::VARCHAR)
    GROUP BY agent, model
),
centred AS (
    SELECT
        *,
        solved / runs AS p,
        3.8415 / runs AS z2,
        sqrt(3.8415 * (solved / runs * (1 - solved / runs) + 3.8415 / (4 * runs)) / runs) AS spread
    FROM judged
)
SELECT
    agent,
    model,
    runs,
    solved,
    round(p, 4) AS share,
    round(greatest((p + z2 / 2 - spread) / (1 + z2), 0), 4) AS low,
    round(least((p + z2 / 2 + spread) / (1 + z2), 1), 4) AS high
FROM centred
ORDER BY share DESC, runs DESC, agent, model

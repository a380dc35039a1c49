-- What datasets are made of
-- How many traces has each dataset and split, how long are they, and do they give what is expected?
-- A trace that has several places in a split counts once there. `mismatching`: some place of it expects
-- another result; `not_told`: the dataset does not say what to expect, or the run gave no result to compare.
-- chart: bar(dataset, traces, split)
WITH placed AS (
    SELECT dataset, split, trace_id, bool_and(matches_expected) AS matches
    FROM items
    GROUP BY dataset, split, trace_id
)
SELECT
    coalesce(placed.dataset, '(in no dataset)') AS dataset,
    placed.split,
    count(*) AS traces,
    count(DISTINCT traces.program_id) AS programs,
    count(*) FILTER (traces.outcome = 'returned') AS returned,
    count(*) FILTER (traces.outcome = 'raised') AS raised,
    count(*) FILTER (traces.outcome IN ('truncated', 'died')) AS cut_short,
    count(*) FILTER (placed.matches) AS matching,
    count(*) FILTER (NOT placed.matches) AS mismatching,
    count(*) FILTER (placed.matches IS NULL) AS not_told,
    count(*) FILTER (traces.n_cut > 0) AS with_cut_values,
    quantile_disc(traces.n_steps, 0.5) AS median_steps,
    quantile_disc(traces.n_steps, 0.95) AS p95_steps,
    max(traces.n_steps) AS longest
FROM traces
LEFT JOIN placed USING (trace_id)
GROUP BY placed.dataset, placed.split
ORDER BY traces DESC, dataset, split

-- Outcomes by dataset
-- How did the runs of each dataset end?
-- A trace that stands in several datasets counts in each.
-- chart: bar(dataset, traces, outcome)
SELECT coalesce(items.dataset, '(in no dataset)') AS dataset, traces.outcome, count(*) AS traces
FROM traces
LEFT JOIN (SELECT DISTINCT dataset, trace_id FROM items) AS items USING (trace_id)
GROUP BY ALL
ORDER BY traces DESC, dataset, outcome

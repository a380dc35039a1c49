-- What was asked of which model
-- How much of each dataset has each model predicted, and how much of it can be scored?
-- A trace that stands in several datasets counts in each; predictions of traces in none are left out. What
-- was asked again, after it failed or did not fit, counts again.
-- chart: bar(dataset, covered, model)
WITH placed AS (
    SELECT DISTINCT dataset, trace_id
    FROM items
),
sizes AS (
    SELECT dataset, count(*) AS traces
    FROM placed
    GROUP BY dataset
),
tried AS (
    SELECT
        model,
        mode,
        trace_id,
        count(*) AS predictions,
        bool_or(
            (step_accuracy IS NOT NULL OR output_correct IS NOT NULL)
            AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
        ) AS scored
    FROM predictions
    GROUP BY model, mode, trace_id
)
SELECT
    placed.dataset,
    tried.model,
    tried.mode,
    sum(tried.predictions)::BIGINT AS predictions,
    count(*) AS asked_traces,
    count(*) FILTER (tried.scored) AS scored_traces,
    any_value(sizes.traces) AS traces,
    round(count(*) / any_value(sizes.traces), 4) AS covered
FROM tried
JOIN placed USING (trace_id)
JOIN sizes USING (dataset)
GROUP BY placed.dataset, tried.model, tried.mode
ORDER BY placed.dataset, tried.model, tried.mode

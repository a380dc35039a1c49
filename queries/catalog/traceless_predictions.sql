-- The traces that predictions are of but the lake has not, with how many predictions of each.
SELECT predictions.trace_id, count(*)
FROM predictions
LEFT JOIN traces ON traces.trace_id = predictions.trace_id
WHERE traces.trace_id IS NULL
GROUP BY predictions.trace_id

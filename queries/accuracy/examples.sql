-- Predictions to be listed as examples, with what tells them apart for people.
-- wanted: prediction_id, step (NULL: the first bad one), rate (passed on) and place in the list
SELECT
    predictions.prediction_id,
    predictions.trace_id,
    coalesce(wanted.step, predictions.first_bad_step, predictions.from_step, 0) AS step,
    wanted.rate,
    traces.name,
    placed.task,
    predictions.model,
    predictions.mode,
    predictions.sample,
    predictions.ended,
    predictions.stopped_by,
    predictions.error,
    predictions.exact,
    predictions.right_until,
    predictions.n_correct,
    predictions.n_true,
    predictions.first_bad_step,
    predictions.first_bad_verdict,
    predictions.first_bad_name,
    predictions.first_bad_type
FROM wanted
JOIN predictions USING (prediction_id)
LEFT JOIN traces ON traces.trace_id = predictions.trace_id
LEFT JOIN (
    SELECT trace_id, min(dataset || ' / ' || task_id) AS task
    FROM items
    GROUP BY trace_id
) AS placed ON placed.trace_id = predictions.trace_id
ORDER BY wanted.place

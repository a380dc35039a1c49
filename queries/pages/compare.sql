-- A prediction beside the truth
-- What did a model say at each step of a trace, and what is wrong with it?
-- `step` is the true step, NULL for one too many; `said_step` the number in the prediction. `said` and
-- `true_values` are the locals that each states anew.
-- $prediction VARCHAR: the prediction's id
-- $step BIGINT = NULL: only this true step; all where NULL
-- chart: none
SELECT
    predicted_steps.truth AS step,
    predicted_steps.step AS said_step,
    predicted_steps.verdict,
    predicted_steps.root,
    predicted_steps.event,
    predicted_steps.func,
    predicted_steps.line,
    trim(predicted_steps.source, E' \t\r\n') AS source,
    predicted_steps.value,
    predicted_steps.differs,
    predicted_steps.changes AS said,
    steps.changes AS true_values,
    predictions.trace_id,
    predicted_steps.prediction_id
FROM predicted_steps
JOIN predictions USING (prediction_id)
LEFT JOIN steps ON steps.trace_id = predictions.trace_id AND steps.step = predicted_steps.truth
WHERE predicted_steps.prediction_id = $prediction::VARCHAR
  AND ($step::BIGINT IS NULL OR predicted_steps.truth = $step::BIGINT)
ORDER BY predicted_steps.step

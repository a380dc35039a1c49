-- The predictions of the given traces.
SELECT predictions.prediction_id
FROM temp.given AS given
JOIN predictions ON predictions.trace_id = given.key

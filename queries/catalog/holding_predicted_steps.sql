-- The shards that hold steps of the given predictions.
SELECT DISTINCT predictions.predicted_steps_shard
FROM temp.given AS given
JOIN predictions ON predictions.prediction_id = given.key
WHERE predictions.n_rows > 0

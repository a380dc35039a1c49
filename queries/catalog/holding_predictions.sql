-- The shards that hold rows of the given predictions.
SELECT DISTINCT predictions.predictions_shard
FROM temp.given AS given
JOIN predictions ON predictions.prediction_id = given.key

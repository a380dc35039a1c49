-- Where a prediction and its steps are. ?1 prediction
SELECT own.path, predictions.predictions_row, steps.path, coalesce(predictions.predicted_steps_row, 0), predictions.n_rows
FROM predictions
JOIN shards AS own ON own.shard_id = predictions.predictions_shard
LEFT JOIN shards AS steps ON steps.shard_id = predictions.predicted_steps_shard
WHERE predictions.prediction_id = ?1

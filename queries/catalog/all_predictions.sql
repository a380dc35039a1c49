-- Where all predictions and their steps are.
SELECT
    predictions.prediction_id,
    own.path,
    predictions.predictions_row,
    steps.path,
    predictions.predicted_steps_row,
    predictions.n_rows
FROM predictions
LEFT JOIN shards AS own ON own.shard_id = predictions.predictions_shard
LEFT JOIN shards AS steps ON steps.shard_id = predictions.predicted_steps_shard

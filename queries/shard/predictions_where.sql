-- The ids of the predictions of a model, of a mode, or both. $model and $mode, null: any
SELECT prediction_id
FROM predictions
WHERE ($model IS NULL OR model = $model) AND ($mode IS NULL OR mode = $mode)

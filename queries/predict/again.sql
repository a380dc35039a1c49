-- The predictions of a model that ended such that they may be asked again.
SELECT prediction_id
FROM predictions
WHERE fingerprint = $fingerprint AND list_contains($endings, ended)

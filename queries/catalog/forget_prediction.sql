-- Forgets a prediction. ?1 prediction
DELETE FROM predictions WHERE prediction_id = ?1

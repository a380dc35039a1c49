-- A row where the lake has the prediction ?1.
SELECT 1 FROM predictions WHERE prediction_id = ?1

-- Where a prediction's steps are, or are now. ?1 prediction, ?2 shard, ?3 first row, ?4 number of rows
UPDATE predictions SET predicted_steps_shard = ?2, predicted_steps_row = ?3, n_rows = ?4 WHERE prediction_id = ?1

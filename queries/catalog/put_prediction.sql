-- Where a prediction's own row is, or is now. ?1 prediction, ?2 shard, ?3 row, ?4 trace
INSERT INTO predictions (prediction_id, trace_id, n_rows, predictions_shard, predictions_row)
VALUES (?1, ?4, 0, ?2, ?3)
ON CONFLICT (prediction_id) DO UPDATE SET predictions_shard = ?2, predictions_row = ?3

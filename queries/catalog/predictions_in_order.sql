-- All predictions in the order in which their steps lie on the disk, those of no steps first.
SELECT prediction_id FROM predictions ORDER BY predicted_steps_shard, predicted_steps_row

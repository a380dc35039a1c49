-- The row of each prediction in one predictions shard, its trace, and how many rows its steps are. $path the shard
SELECT prediction_id, file_row_number AS first_row, trace_id AS belongs_to, n_rows AS predicted_steps
FROM read_parquet($path, file_row_number = true)

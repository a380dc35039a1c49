-- One prediction. $path its shard, $row its row there, $prediction_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND prediction_id = $prediction_id

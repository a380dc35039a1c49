-- One result. $path its shard, $row its row there, $result_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND result_id = $result_id

-- One check. $path its shard, $row its row there, $check_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND check_id = $check_id

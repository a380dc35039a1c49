-- One trace. $path its shard, $row its row there, $trace_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND trace_id = $trace_id

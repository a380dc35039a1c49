-- One program. $path its shard, $row its row there, $program_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND program_id = $program_id

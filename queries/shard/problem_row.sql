-- One problem. $path its shard, $row its row there, $problem_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND problem_id = $problem_id

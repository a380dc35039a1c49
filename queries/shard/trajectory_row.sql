-- One trajectory. $path its shard, $row its row there, $trajectory_id itself
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number = $row AND trajectory_id = $trajectory_id

-- The row of each check in one checks shard. $path the shard
SELECT check_id, file_row_number AS first_row FROM read_parquet($path, file_row_number = true)

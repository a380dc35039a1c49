-- The row of each program in one programs shard. $path the shard
SELECT program_id, file_row_number AS first_row FROM read_parquet($path, file_row_number = true)

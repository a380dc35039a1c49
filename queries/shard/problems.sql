-- The row of each problem in one problems shard. $path the shard
SELECT problem_id, file_row_number AS first_row FROM read_parquet($path, file_row_number = true)

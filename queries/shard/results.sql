-- The row of each result in one results shard. $path the shard
SELECT result_id, file_row_number AS first_row FROM read_parquet($path, file_row_number = true)

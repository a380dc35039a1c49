-- The row of each item in one items shard. $path the shard
SELECT trace_id, dataset, task_id, file_row_number AS first_row FROM read_parquet($path, file_row_number = true)

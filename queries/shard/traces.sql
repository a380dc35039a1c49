-- The row of each trace in one traces shard, with what the catalog keeps of it. $path the shard
SELECT trace_id, file_row_number AS first_row, run_of, n_steps FROM read_parquet($path, file_row_number = true)

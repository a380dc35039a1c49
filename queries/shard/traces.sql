-- The row of each trace in one traces shard, the run 0 that it repeats, and how many steps it has. $path the shard
SELECT trace_id, file_row_number AS first_row, run_of AS belongs_to, n_steps AS steps
FROM read_parquet($path, file_row_number = true)

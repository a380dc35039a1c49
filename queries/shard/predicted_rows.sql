-- The rows of one predicted_steps shard from one row to another, as they lie. $path the shard, [$first, $stop) the rows
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number >= $first AND file_row_number < $stop
ORDER BY file_row_number

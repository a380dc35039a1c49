-- Steps [$start, $stop) of a trace, in order.
-- $path its steps shard, $first the row of its step 0 there, $trace_id itself
SELECT * EXCLUDE (trace_id, file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number >= $first + $start AND file_row_number < $first + $stop AND trace_id = $trace_id
ORDER BY step

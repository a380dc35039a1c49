-- The first and last step in [$start, $stop) at which an exception was raised or passed.
-- $path its steps shard, $first the row of its step 0, $trace_id
SELECT min(step) AS first_step, max(step) AS last_step
FROM read_parquet($path, file_row_number = true)
WHERE
    file_row_number >= $first + $start
    AND file_row_number < $first + $stop
    AND trace_id = $trace_id
    AND event = 'exception'

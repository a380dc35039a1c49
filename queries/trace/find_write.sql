-- The first and last step in [$start, $stop) that changes $name in frame $frame_id.
-- $path its steps shard, $first the row of its step 0, $trace_id
SELECT min(step) AS first_step, max(step) AS last_step
FROM (
    SELECT step, unnest(changes) AS change
    FROM read_parquet($path, file_row_number = true)
    WHERE
        file_row_number >= $first + $start
        AND file_row_number < $first + $stop
        AND trace_id = $trace_id
        AND frame_id = $frame_id
)
WHERE change.name = $name

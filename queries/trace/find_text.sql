-- The first and last step in [$start, $stop) with $text in a changed name or value, a value returned or raised, or output.
-- $path its steps shard, $first the row of its step 0, $trace_id
SELECT min(step) AS first_step, max(step) AS last_step
FROM read_parquet($path, file_row_number = true)
WHERE
    file_row_number >= $first + $start
    AND file_row_number < $first + $stop
    AND trace_id = $trace_id
    AND (
        contains(value, $text)
        OR contains(stdout, $text)
        OR contains(stderr, $text)
        OR len(list_filter(changes, lambda c: contains(c.value, $text) OR contains(c.name, $text))) > 0
    )

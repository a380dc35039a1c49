-- All changes of one name in one frame, in order; value and type null: it was unbound.
-- $path its steps shard, $first the row of its step 0, $n_steps, $trace_id, $frame_id, $name
SELECT step, change.value, change.type, change.size, change.cut
FROM (
    SELECT step, unnest(changes) AS change, generate_subscripts(changes, 1) AS place
    FROM read_parquet($path, file_row_number = true)
    WHERE
        file_row_number >= $first
        AND file_row_number < $first + $n_steps
        AND trace_id = $trace_id
        AND frame_id = $frame_id
)
WHERE change.name = $name
ORDER BY step, place

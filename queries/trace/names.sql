-- The names of all variables of a trace.
-- $path its steps shard, $first the row of its step 0, $n_steps, $trace_id
SELECT DISTINCT change.name
FROM (
    SELECT unnest(changes) AS change
    FROM read_parquet($path, file_row_number = true)
    WHERE
        file_row_number >= $first
        AND file_row_number < $first + $n_steps
        AND trace_id = $trace_id
)
ORDER BY change.name
LIMIT 10_000

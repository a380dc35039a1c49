-- The shape of a trace in buckets of $width steps: first step, greatest depth, number of steps by event.
-- $path its steps shard, $first the row of its step 0, $n_steps, $trace_id
SELECT
    CAST(step // $width * $width AS INTEGER) AS "from",
    max(depth) AS depth,
    count(*) FILTER (WHERE event = 'call') AS "call",
    count(*) FILTER (WHERE event = 'line') AS line,
    count(*) FILTER (WHERE event = 'return') AS "return",
    count(*) FILTER (WHERE event = 'exception') AS "exception",
    count(*) FILTER (WHERE event = 'yield') AS "yield",
    count(*) FILTER (WHERE event = 'resume') AS "resume",
    count(*) FILTER (WHERE event = 'unwind') AS "unwind"
FROM read_parquet($path, file_row_number = true)
WHERE file_row_number >= $first AND file_row_number < $first + $n_steps AND trace_id = $trace_id
GROUP BY 1
ORDER BY 1

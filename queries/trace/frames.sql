-- The frames on the stack of a step's thread, outermost first, each at its last step up to then: a frame at depth d that
-- is live has had the last event at that depth. $path its steps shard, $first the row of its step 0, $trace_id, $step
WITH here AS (
    SELECT thread, depth
    FROM read_parquet($path, file_row_number = true)
    WHERE file_row_number = $first + $step AND trace_id = $trace_id
)
SELECT
    steps.depth,
    arg_max(steps.frame_id, steps.step) AS frame_id,
    arg_max(steps.func, steps.step) AS func,
    arg_max(steps.program_id, steps.step) AS program_id,
    arg_max(steps.line, steps.step) AS line,
    max(steps.step) AS as_of
FROM read_parquet($path, file_row_number = true) AS steps, here
WHERE
    steps.file_row_number >= $first
    AND steps.file_row_number <= $first + $step
    AND steps.trace_id = $trace_id
    AND steps.thread = here.thread
    AND steps.depth <= here.depth
GROUP BY steps.depth
ORDER BY steps.depth

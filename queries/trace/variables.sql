-- The variables of some frames at a step, in order of their first change; a name that was unbound last is left out.
-- $path its steps shard, $first the row of its step 0, $trace_id, $step, $frames the frame ids
SELECT frame_id, name, state.value, state.type, state.size, state.cut, step
FROM (
    SELECT
        frame_id,
        change.name AS name,
        arg_max_null(change, turn) AS state,
        max(step) AS step,
        min(turn) AS first_seen
    FROM (
        SELECT
            frame_id,
            step,
            unnest(changes) AS change,
            (CAST(step AS BIGINT) << 31) + generate_subscripts(changes, 1) AS turn
        FROM read_parquet($path, file_row_number = true)
        WHERE
            file_row_number >= $first
            AND file_row_number <= $first + $step
            AND trace_id = $trace_id
            AND list_contains($frames, frame_id)
    )
    GROUP BY frame_id, change.name
)
WHERE state.type IS NOT NULL
ORDER BY frame_id, first_seen

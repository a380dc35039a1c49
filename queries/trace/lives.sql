-- The values that some names hold, in every frame: from a step up to before another, or the frame's end.
-- $path its steps shard, $first the row of its step 0, $n_steps, $trace_id, $names, $most rows at most
WITH steps AS (
    SELECT step, frame_id, changes
    FROM read_parquet($path, file_row_number = true)
    WHERE
        file_row_number >= $first
        AND file_row_number < $first + $n_steps
        AND trace_id = $trace_id
),
ends AS (
    SELECT frame_id, max(step) + 1 AS stop FROM steps GROUP BY frame_id
),
written AS (
    SELECT frame_id, change.name, change.value, change.type, change.cut, step, place
    FROM (
        SELECT frame_id, step, unnest(changes) AS change, generate_subscripts(changes, 1) AS place
        FROM steps
    )
    WHERE list_contains($names, change.name)
)
SELECT name, frame_id, value, start, stop, cut
FROM (
    SELECT
        written.name,
        written.frame_id,
        written.value,
        written.type,
        written.step AS start,
        lead(written.step, 1, ends.stop) OVER (
            PARTITION BY written.frame_id, written.name ORDER BY written.step, written.place
        ) AS stop,
        coalesce(written.cut, false) AS cut
    FROM written
    JOIN ends USING (frame_id)
)
-- null: it was unbound
WHERE type IS NOT NULL
ORDER BY start, frame_id
LIMIT $most

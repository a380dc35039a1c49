-- The rows of each trace in one steps shard: first row, number of rows, and whether they are steps 0, 1, ... in order.
-- $path the shard
SELECT
    trace_id,
    min(file_row_number) AS first_row,
    count(*) AS n_rows,
    bool_and(step = file_row_number - lead_row) AS in_order
FROM (
    SELECT trace_id, step, file_row_number, min(file_row_number) OVER (PARTITION BY trace_id) AS lead_row
    FROM read_parquet($path, file_row_number = true)
)
GROUP BY trace_id

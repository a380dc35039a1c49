-- The rows of each prediction in one predicted_steps shard: first row, number of rows, and whether they are steps
-- 0, 1, ... in order. $path the shard
SELECT
    prediction_id,
    min(file_row_number) AS first_row,
    count(*) AS n_rows,
    bool_and(step = file_row_number - lead_row) AS in_order
FROM (
    SELECT prediction_id, step, file_row_number, min(file_row_number) OVER (PARTITION BY prediction_id) AS lead_row
    FROM read_parquet($path, file_row_number = true)
)
GROUP BY prediction_id

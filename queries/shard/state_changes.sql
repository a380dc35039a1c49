-- The rows of each trajectory in one state_changes shard: first row, number of rows, and whether they are numbers
-- 0, 1, ... in order. $path the shard
SELECT
    trajectory_id,
    min(file_row_number) AS first_row,
    count(*) AS n_rows,
    bool_and(number = file_row_number - lead_row) AS in_order
FROM (
    SELECT trajectory_id, number, file_row_number, min(file_row_number) OVER (PARTITION BY trajectory_id) AS lead_row
    FROM read_parquet($path, file_row_number = true)
)
GROUP BY trajectory_id

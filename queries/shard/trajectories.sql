-- The row of each trajectory in one trajectories shard, and how many turns and state changes it has. $path the shard
SELECT trajectory_id, file_row_number AS first_row, n_turns AS turns, n_changes AS state_changes
FROM read_parquet($path, file_row_number = true)

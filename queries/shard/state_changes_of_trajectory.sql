-- State changes [$start, $stop) of a trajectory, in order.
-- $path its state_changes shard, $first the row of its first there, $trajectory_id itself
SELECT * EXCLUDE (trajectory_id, file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE
    file_row_number >= $first + $start
    AND file_row_number < $first + $stop
    AND trajectory_id = $trajectory_id
ORDER BY number

-- The shards that hold state changes of the given trajectories.
SELECT DISTINCT trajectories.state_changes_shard
FROM temp.given AS given
JOIN trajectories ON trajectories.trajectory_id = given.key
WHERE trajectories.n_changes > 0

-- The shards that hold rows of the given trajectories.
SELECT DISTINCT trajectories.trajectories_shard
FROM temp.given AS given
JOIN trajectories ON trajectories.trajectory_id = given.key

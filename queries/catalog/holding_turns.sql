-- The shards that hold turns of the given trajectories.
SELECT DISTINCT trajectories.turns_shard
FROM temp.given AS given
JOIN trajectories ON trajectories.trajectory_id = given.key
WHERE trajectories.n_turns > 0

-- Where a trajectory and its turns are. ?1 trajectory
SELECT own.path, trajectories.trajectories_row, turns.path, coalesce(trajectories.turns_row, 0), trajectories.n_turns
FROM trajectories
JOIN shards AS own ON own.shard_id = trajectories.trajectories_shard
LEFT JOIN shards AS turns ON turns.shard_id = trajectories.turns_shard
WHERE trajectories.trajectory_id = ?1

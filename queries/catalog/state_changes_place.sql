-- Where a trajectory and its state changes are. ?1 trajectory
SELECT
    own.path,
    trajectories.trajectories_row,
    changes.path,
    coalesce(trajectories.state_changes_row, 0),
    trajectories.n_changes
FROM trajectories
JOIN shards AS own ON own.shard_id = trajectories.trajectories_shard
LEFT JOIN shards AS changes ON changes.shard_id = trajectories.state_changes_shard
WHERE trajectories.trajectory_id = ?1

-- Where all trajectories, their turns and their state changes are.
SELECT
    trajectories.trajectory_id,
    own.path,
    trajectories.trajectories_row,
    turns.path,
    trajectories.turns_row,
    trajectories.n_turns,
    changes.path,
    trajectories.state_changes_row,
    trajectories.n_changes
FROM trajectories
LEFT JOIN shards AS own ON own.shard_id = trajectories.trajectories_shard
LEFT JOIN shards AS turns ON turns.shard_id = trajectories.turns_shard
LEFT JOIN shards AS changes ON changes.shard_id = trajectories.state_changes_shard

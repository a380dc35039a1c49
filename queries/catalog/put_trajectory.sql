-- Where a trajectory's own row is, or is now. ?1 trajectory, ?2 shard, ?3 row
INSERT INTO trajectories (trajectory_id, n_turns, n_changes, trajectories_shard, trajectories_row)
VALUES (?1, 0, 0, ?2, ?3)
ON CONFLICT (trajectory_id) DO UPDATE SET trajectories_shard = ?2, trajectories_row = ?3

-- Where a trajectory's state changes are, or are now. ?1 trajectory, ?2 shard, ?3 first row, ?4 number of changes
UPDATE trajectories SET state_changes_shard = ?2, state_changes_row = ?3, n_changes = ?4 WHERE trajectory_id = ?1

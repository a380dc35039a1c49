-- Where a trajectory's turns are, or are now. ?1 trajectory, ?2 shard, ?3 first row, ?4 number of turns
UPDATE trajectories SET turns_shard = ?2, turns_row = ?3, n_turns = ?4 WHERE trajectory_id = ?1

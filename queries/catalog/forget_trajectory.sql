-- Forgets a trajectory. ?1 trajectory
DELETE FROM trajectories WHERE trajectory_id = ?1

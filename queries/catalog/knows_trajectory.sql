-- A row where the lake has the trajectory ?1.
SELECT 1 FROM trajectories WHERE trajectory_id = ?1

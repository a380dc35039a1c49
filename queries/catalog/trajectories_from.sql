-- The first trajectory ids from ?1 on. ?2 how many
SELECT trajectory_id FROM trajectories WHERE trajectory_id >= ?1 ORDER BY trajectory_id LIMIT ?2

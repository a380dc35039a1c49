-- The last trajectory ids before ?1. ?2 how many
SELECT trajectory_id FROM trajectories WHERE trajectory_id < ?1 ORDER BY trajectory_id DESC LIMIT ?2

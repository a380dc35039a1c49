-- The trajectories of a dataset. $dataset
SELECT trajectory_id FROM trajectories WHERE dataset = $dataset::VARCHAR

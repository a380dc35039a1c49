-- Which datasets do trajectories belong to?
SELECT DISTINCT dataset FROM trajectories WHERE dataset IS NOT NULL ORDER BY dataset

-- How many trajectories are there?
SELECT count(*) AS trajectories FROM list

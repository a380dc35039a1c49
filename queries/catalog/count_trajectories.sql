-- How many trajectories the lake has.
SELECT count(*) FROM trajectories

-- Which trajectories stand below another one? A sub-agent's, where the one that started it is there too.
UPDATE list
SET below = parent IN (SELECT trajectory_id FROM list)
WHERE parent IS NOT NULL

-- Which trajectories were started by another? In the order in which they began.
SELECT trajectory_id, parent
FROM trajectories
WHERE parent IS NOT NULL
ORDER BY parent, parent_turn, started_at, trajectory_id

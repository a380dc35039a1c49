-- All trajectories in the order in which their turns lie on the disk, those of no turns first.
SELECT trajectory_id FROM trajectories ORDER BY turns_shard, turns_row

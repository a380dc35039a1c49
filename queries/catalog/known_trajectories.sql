-- Which of the given keys are trajectories of the lake.
SELECT given.key FROM temp.given AS given JOIN trajectories ON trajectories.trajectory_id = given.key

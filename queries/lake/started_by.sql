-- Which runs of sub-agents did some trajectories start, at any depth? $ids
WITH RECURSIVE below AS (
    SELECT trajectory_id FROM trajectories WHERE parent IN (SELECT unnest($ids::VARCHAR[]))
    UNION
    SELECT child.trajectory_id
    FROM trajectories AS child
    JOIN below ON child.parent = below.trajectory_id
)

SELECT trajectory_id FROM below

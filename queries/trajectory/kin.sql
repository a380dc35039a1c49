-- Runs that belong to a trajectory: what it is a part of or goes on from, its sub-agents, other runs of its task.
-- $trajectory its id, $parent, $continues and $task of its row
SELECT
    CASE
        WHEN trajectory_id = $parent THEN 'parent'
        WHEN trajectory_id = $continues THEN 'before'
        WHEN parent = $trajectory THEN 'child'
        WHEN continues = $trajectory THEN 'after'
        ELSE 'same_task'
    END AS relation,
    trajectory_id,
    name,
    source_format,
    agent,
    model,
    outcome,
    exit_status,
    n_turns,
    n_errors,
    cost,
    parent_turn
FROM trajectories
WHERE
    trajectory_id <> $trajectory
    AND (
        trajectory_id = $parent
        OR trajectory_id = $continues
        OR parent = $trajectory
        OR continues = $trajectory
        OR (task_id = $task AND parent IS NULL)
    )
ORDER BY relation, parent_turn, model, trajectory_id
LIMIT 200

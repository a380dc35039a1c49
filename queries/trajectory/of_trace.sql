-- Which turns of agents ran the program that a trace was recorded of?
-- $trace the trace's id
SELECT
    trajectory_id,
    turn,
    trajectories.name,
    trajectories.agent,
    trajectories.model,
    trajectories.outcome
FROM (
    SELECT trajectory_id, turn
    FROM turns
    WHERE NOT copied AND list_contains(traces, $trace)
)
JOIN trajectories USING (trajectory_id)
ORDER BY trajectory_id, turn
LIMIT 50

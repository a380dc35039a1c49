-- Which runs are worth a look first? Of each agent and model the latest, those with the most runs first.
-- most: runs at most
SELECT
    trajectory_id,
    name,
    source_format,
    agent,
    model,
    outcome,
    n_turns,
    task,
    count(*) OVER (PARTITION BY agent, model) AS of_all
FROM list
WHERE NOT below
QUALIFY row_number() OVER (
    PARTITION BY agent, model ORDER BY coalesce(started_at, imported_at) DESC, trajectory_id
) = 1
ORDER BY of_all DESC, model, agent
LIMIT $most

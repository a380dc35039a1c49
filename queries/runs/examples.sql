-- Which runs are worth a look first? Of each agent and model the latest, those with the most runs first.
-- most: runs at most
WITH latest AS (
    SELECT
        max_by(rowid, (coalesce(started_at, imported_at), trajectory_id)) AS place,
        count(*) AS of_all
    FROM list
    WHERE NOT below
    GROUP BY agent, model
    ORDER BY of_all DESC, model, agent
    LIMIT $most
)
SELECT trajectory_id, name, source_format, agent, model, outcome, n_turns, of_all
FROM latest
JOIN list ON list.rowid = latest.place
ORDER BY of_all DESC, model, agent

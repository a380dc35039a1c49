-- How did the runs of each agent and model go? Those with the most runs first; sub-agents' runs are not counted.
-- most: agents and models at most
WITH makers AS (
    SELECT agent, model, count(*) AS of_all
    FROM list
    WHERE NOT below
    GROUP BY agent, model
    ORDER BY of_all DESC, model, agent
    LIMIT $most
)
SELECT list.agent, list.model, coalesce(outcome, 'unknown') AS outcome, count(*) AS runs
FROM list
JOIN makers ON makers.agent IS NOT DISTINCT FROM list.agent AND makers.model IS NOT DISTINCT FROM list.model
WHERE NOT below
GROUP BY list.agent, list.model, coalesce(outcome, 'unknown'), of_all
ORDER BY of_all DESC, list.model, list.agent, outcome

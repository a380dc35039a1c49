-- What sub-agents cost
-- Which share of the cost of a run goes to the sub-agents that it starts?
-- Runs with at least one sub-agent; those of sub-agents count too. `share` is of the cost that is known.
-- $limit BIGINT = 100: rows at most
-- chart: bar(name, share)
WITH parts AS (
    SELECT
        root_id,
        count(*) FILTER (parent IS NOT NULL) AS sub_agents,
        sum(n_turns) FILTER (parent IS NOT NULL)::BIGINT AS sub_turns,
        coalesce(sum(cost) FILTER (parent IS NOT NULL), 0) AS sub_cost,
        sum(cost) AS cost
    FROM trajectories
    JOIN families() USING (trajectory_id)
    GROUP BY root_id
)
SELECT
    root_id AS trajectory_id,
    name,
    agent,
    model,
    sub_agents,
    sub_turns,
    round(parts.cost, 4) AS cost,
    round(sub_cost, 4) AS sub_cost,
    round(sub_cost / nullif(parts.cost, 0), 4) AS share,
    outcome
FROM parts
JOIN trajectories ON trajectories.trajectory_id = root_id
WHERE sub_agents > 0
ORDER BY share DESC, sub_agents DESC, trajectory_id
LIMIT $limit::BIGINT

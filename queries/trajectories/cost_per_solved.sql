-- Cost per solved task
-- What does each agent pay for a task that it solves?
-- A task is solved where any run solves it; all runs pay, also those that solve nothing. The runs of
-- sub-agents and those that go on from others count as part of the run that they began with. `unknown`
-- counts the runs that do not say what they cost: with any, the true cost is higher.
-- $dataset VARCHAR = NULL: only runs of this dataset; any where NULL
-- chart: bar(model, cost_per_solved, agent)
WITH runs AS (
    SELECT
        root_id,
        any_value(agent) FILTER (trajectory_id = root_id) AS agent,
        any_value(model) FILTER (trajectory_id = root_id) AS model,
        coalesce(any_value(task_id) FILTER (trajectory_id = root_id), root_id) AS task,
        sum(cost) AS cost,
        coalesce(bool_or(outcome = 'solved'), false) AS solved
    FROM trajectories
    JOIN families() USING (trajectory_id)
    WHERE $dataset::VARCHAR IS NULL OR dataset = $dataset::VARCHAR
    GROUP BY root_id
)
SELECT
    agent,
    model,
    count(*) AS runs,
    count(DISTINCT task) AS tasks,
    count(DISTINCT task) FILTER (solved) AS solved,
    round(sum(cost), 4) AS cost,
    round(sum(cost) / nullif(count(DISTINCT task) FILTER (solved), 0), 4) AS cost_per_solved,
    count(*) FILTER (cost IS NULL) AS unknown
FROM runs
GROUP BY agent, model
ORDER BY cost_per_solved, agent, model

-- What do all trajectories come to?
SELECT
    count(*) AS trajectories,
    count(*) FILTER (below) AS sub_agents,
    coalesce(sum(n_turns), 0)::BIGINT AS turns,
    count(*) FILTER (outcome IS NOT NULL) AS judged,
    count(*) FILTER (outcome = 'solved') AS solved,
    sum(cost) AS cost
FROM list

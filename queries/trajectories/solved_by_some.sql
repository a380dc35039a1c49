-- Tasks that some solve
-- Which tasks do some agents or models solve, and others not?
-- First those on which runs differ the most. Runs that were not judged are left out.
-- $limit BIGINT = 100: rows at most
-- chart: bar(task_id, share)
WITH judged AS (
    SELECT task_id, trajectory_id, outcome = 'solved' AS solved, concat_ws(' ', agent, model) AS who
    FROM trajectories
    WHERE outcome IS NOT NULL AND task_id IS NOT NULL
)
SELECT
    task_id,
    count(*) AS runs,
    count(*) FILTER (solved) AS solved,
    round(avg(solved::INTEGER), 4) AS share,
    list_sort(list(DISTINCT who) FILTER (solved)) AS solved_by,
    list_sort(list(DISTINCT who) FILTER (NOT solved)) AS not_by,
    min(trajectory_id) FILTER (solved) AS trajectory_id
FROM judged
GROUP BY task_id
HAVING bool_or(solved) AND NOT bool_and(solved)
ORDER BY abs(avg(solved::INTEGER) - 0.5), runs DESC, task_id
LIMIT $limit::BIGINT

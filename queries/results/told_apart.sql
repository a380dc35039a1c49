-- Tasks that tell models apart
-- Which tasks do some models pass and others not?
-- `models_that_pass` and `models_that_fail` do so with every answer. First the tasks on which models
-- differ most.
-- $suite VARCHAR = NULL: only this benchmark; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH tasks AS (
    SELECT suite, task_id, model, avg(value) AS score
    FROM results
    WHERE task_id IS NOT NULL AND ($suite::VARCHAR IS NULL OR suite = $suite::VARCHAR)
    GROUP BY suite, task_id, model
)
SELECT
    suite,
    task_id,
    count(*) AS models,
    round(avg(score), 4) AS score,
    list(model ORDER BY model) FILTER (score = 1) AS models_that_pass,
    list(model ORDER BY model) FILTER (score = 0) AS models_that_fail
FROM tasks
GROUP BY suite, task_id
HAVING min(score) < max(score)
ORDER BY var_pop(tasks.score) DESC, suite, task_id
LIMIT $limit::BIGINT

-- A page of the tasks of a suite, in order of their names and numbers, with how many match in all.
-- $suite, $model, $outcome (passed, failed, differs), $text in the id, $rows,
-- $after the last task of the page before
WITH runs AS (
    SELECT task_id, model, metric, source, avg(value) AS score
    FROM results
    WHERE suite = $suite::VARCHAR
      AND task_id IS NOT NULL
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND ($text::VARCHAR IS NULL OR contains(lower(task_id), lower($text::VARCHAR)))
    GROUP BY task_id, model, metric, source
),
tasks AS (
    SELECT
        task_id,
        -- sample_9 before sample_10
        regexp_replace(task_id, '[0-9]+', '', 'g') AS word,
        coalesce(TRY_CAST(regexp_extract(task_id, '([0-9]+)[^0-9]*$', 1) AS BIGINT), -1) AS number
    FROM runs
    GROUP BY task_id
    HAVING $outcome::VARCHAR IS NULL
        OR CASE $outcome::VARCHAR
            WHEN 'passed' THEN min(score) = 1
            WHEN 'failed' THEN max(score) = 0
            ELSE min(score) < 1 AND max(score) > 0
        END
)
SELECT task_id, (SELECT count(*) FROM tasks) AS total
FROM tasks
WHERE $after::VARCHAR IS NULL
   OR (word, number, task_id) > (
       regexp_replace($after::VARCHAR, '[0-9]+', '', 'g'),
       coalesce(TRY_CAST(regexp_extract($after::VARCHAR, '([0-9]+)[^0-9]*$', 1) AS BIGINT), -1),
       $after::VARCHAR
   )
ORDER BY word, number, task_id
LIMIT $rows::BIGINT

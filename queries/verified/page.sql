-- A page of the tasks of queries/verified/tasks.sql, which are `tasks`.
-- $show, $text, $sort, $after (a task), $task or $number (only that one), $rows
WITH matching AS (
    SELECT
        *,
        CASE $sort::VARCHAR
            WHEN 'least_solved' THEN coalesce(passing / nullif(known, 0), 2)
            WHEN 'most_solved' THEN -coalesce(passing / nullif(known, 0), -1)
            WHEN 'most_wrong_accepts' THEN -checks_accepted_wrong
            WHEN 'most_checks' THEN -checks
            ELSE 0
        END AS sort_key
    FROM tasks
    WHERE ($text::VARCHAR IS NULL OR contains(lower(task_id), lower($text::VARCHAR)))
      AND CASE $show::VARCHAR
            WHEN 'wrong_accepts' THEN checks_accepted_wrong > 0
            WHEN 'fooled' THEN candidates_accepted_wrong > 0
            WHEN 'unsolved' THEN known > 0 AND passing = 0
            WHEN 'misled' THEN spoken AND passing > 0 AND chosen < 1
            WHEN 'right_rejects' THEN checks_rejected_right > 0
            WHEN 'silent' THEN silent > 0
            WHEN 'unended' THEN unended > 0
            ELSE true
        END
),
numbered AS (
    SELECT
        *,
        row_number() OVER (ORDER BY sort_key, sort_name, task_id) AS number,
        lag(task_id) OVER (ORDER BY sort_key, sort_name, task_id) AS before,
        lead(task_id) OVER (ORDER BY sort_key, sort_name, task_id) AS behind,
        count(*) OVER () AS total
    FROM matching
)
SELECT * EXCLUDE (sort_key, sort_name)
FROM numbered
WHERE number > coalesce((SELECT any_value(n.number) FROM numbered n WHERE n.task_id = $after::VARCHAR), 0)
  AND ($task::VARCHAR IS NULL OR task_id = $task::VARCHAR)
  AND ($number::BIGINT IS NULL OR number = $number::BIGINT)
ORDER BY number
LIMIT $rows::BIGINT

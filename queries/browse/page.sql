-- Which traces match, in what order, from which row on?
-- dataset, outcome, func, exception, min_steps, max_steps, text: filters; NULL lets everything through
-- sort: newest, oldest, longest, shortest, deepest or name
-- after_id, after_key, after_name: the last row of the page before; NULL for the first page
-- rows: rows of a page; one more is returned where there is a next page
WITH matching AS (
    SELECT
        trace_id,
        CASE $sort
            WHEN 'newest' THEN -epoch_us(created_at)
            WHEN 'oldest' THEN epoch_us(created_at)
            WHEN 'longest' THEN -n_steps
            WHEN 'shortest' THEN n_steps
            WHEN 'deepest' THEN -max_depth
            ELSE 0
        END::BIGINT AS sort_key,
        CASE WHEN $sort = 'name' THEN name ELSE '' END AS sort_name
    FROM traces
    WHERE ($outcome::VARCHAR IS NULL OR outcome = $outcome)
      AND ($func::VARCHAR IS NULL OR list_contains(functions, $func))
      AND ($exception::VARCHAR IS NULL OR list_contains(exceptions, $exception))
      AND ($min_steps::INTEGER IS NULL OR n_steps >= $min_steps)
      AND ($max_steps::INTEGER IS NULL OR n_steps <= $max_steps)
      AND ($dataset::VARCHAR IS NULL OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset))
      AND ($text::VARCHAR IS NULL
           OR program_id IN (SELECT program_id FROM programs WHERE contains(text, $text)))
)
SELECT trace_id, sort_key, sort_name, (SELECT count(*) FROM matching) AS total
FROM matching
WHERE $after_id::VARCHAR IS NULL
   OR (sort_key, sort_name, trace_id) > ($after_key::BIGINT, $after_name::VARCHAR, $after_id)
ORDER BY sort_key, sort_name, trace_id
LIMIT $rows::BIGINT + 1

-- Which traces match, in what order, from which row on?
-- dataset, outcome, func, exception, min_steps, max_steps, text, programs, said: filters, see matching
-- sort: newest, oldest, longest, shortest, deepest or name
-- after_id, after_key, after_name: the last row of the page before; NULL for the first page
-- rows: rows of a page; one more is returned where there is a next page
WITH ordered AS (
    SELECT
        place,
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
    FROM matching(
        $dataset, $outcome, $func, $exception, $min_steps, $max_steps, $text, $programs, $said
    )
),
page AS (
    SELECT place, trace_id, sort_key, sort_name
    FROM ordered
    WHERE $after_id::VARCHAR IS NULL
       OR (sort_key, sort_name, trace_id) > ($after_key::BIGINT, $after_name::VARCHAR, $after_id)
    ORDER BY sort_key, sort_name, trace_id
    LIMIT $rows::BIGINT + 1
)
-- Only the page's own rows are fetched whole: ordering wide rows costs ten times as much.
SELECT list.* EXCLUDE (shard, program_id, functions, said), page.sort_key, page.sort_name
FROM page
JOIN list ON list.rowid = page.place
ORDER BY page.sort_key, page.sort_name, page.trace_id

-- Which trajectories match, in what order, from which row on?
-- dataset ... text, found, below: filters, see matching
-- sort: newest, oldest, longest, shortest, costliest, cheapest, most_tokens, fewest_tokens, slowest, quickest or name
-- after_id, after_key, after_name: the last row of the page before; NULL for the first page. Those of which the key is
-- not known come last, under the key none.
-- none: a key beyond all others; rows: rows of a page; one more is returned where there is a next page
WITH ordered AS (
    SELECT
        place,
        trajectory_id,
        coalesce(
            CASE $sort
                WHEN 'newest' THEN -epoch_us(coalesce(started_at, imported_at))
                WHEN 'oldest' THEN epoch_us(coalesce(started_at, imported_at))
                WHEN 'longest' THEN -n_turns
                WHEN 'shortest' THEN n_turns
                WHEN 'costliest' THEN -micros
                WHEN 'cheapest' THEN micros
                WHEN 'most_tokens' THEN -tokens
                WHEN 'fewest_tokens' THEN tokens
                WHEN 'slowest' THEN -millis
                WHEN 'quickest' THEN millis
                ELSE 0
            END::BIGINT,
            $none
        ) AS sort_key,
        CASE WHEN $sort = 'name' THEN left(name, 200) ELSE '' END AS sort_name
    FROM (
        SELECT
            *,
            -- least and greatest pass over NULL.
            if(cost IS NULL, NULL, greatest(least(round(cost * 1e6), 9e17), -9e17)) AS micros,
            if(seconds IS NULL, NULL, greatest(least(round(seconds * 1e3), 9e17), -9e17)) AS millis
        FROM matching(
            $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
            $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
        )
    )
),
page AS (
    SELECT place, trajectory_id, sort_key, sort_name
    FROM ordered
    WHERE $after_id::VARCHAR IS NULL
       OR (sort_key, sort_name, trajectory_id) > ($after_key::BIGINT, $after_name::VARCHAR, $after_id)
    ORDER BY sort_key, sort_name, trajectory_id
    LIMIT $rows::BIGINT + 1
)
-- Only the page's own rows are fetched whole: ordering wide rows costs ten times as much.
SELECT
    list.* EXCLUDE (shard, tools, below),
    (SELECT count(*) FROM list AS child WHERE child.parent = list.trajectory_id) AS sub_agents,
    page.sort_key,
    page.sort_name
FROM page
JOIN list ON list.rowid = page.place
ORDER BY page.sort_key, page.sort_name, page.trajectory_id

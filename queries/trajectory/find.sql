-- Which turns of a trajectory hold a text, and where in them?
-- $path its turns shard, $first the row of its first there, $n_turns how many, $trajectory_id itself, $text in lower case
WITH held AS MATERIALIZED (
    SELECT turn, message, reasoning, calls
    FROM read_parquet($path, file_row_number = true)
    WHERE
        file_row_number >= $first
        AND file_row_number < $first + $n_turns
        AND trajectory_id = $trajectory_id
),
called AS (
    SELECT turn, unnest(calls) AS one, generate_subscripts(calls, 1) - 1 AS call FROM held
),
pieces AS (
    SELECT turn, -1 AS call, 'message' AS part, message AS body FROM held
    UNION ALL
    SELECT turn, -1, 'reasoning', reasoning FROM held
    UNION ALL
    SELECT turn, call, 'call', coalesce(one.tool || ' ', '') || one.arguments FROM called
    UNION ALL
    SELECT turn, call, 'output', one.observation FROM called
),
hits AS (SELECT turn, call, part, body, instr(lower(body), $text) AS place FROM pieces)
SELECT turn, call, part, substr(body, greatest(place - 40, 1), 200) AS around
FROM hits
WHERE place > 0
ORDER BY turn, list_position(['reasoning', 'message', 'call', 'output'], part), call
LIMIT 2000

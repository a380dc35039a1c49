-- Where the steps go
-- Which functions are called the most, and how many steps does a call of them take?
-- The steps of a function are its own, without those of the functions that it calls. `unwound`: activations
-- that an exception ended.
-- $limit BIGINT = 100: rows at most
-- chart: bar(func, steps)
SELECT
    func,
    program_id,
    count(*) AS steps,
    count(*) FILTER (event = 'call') AS calls,
    round(count(*) / nullif(count(*) FILTER (event = 'call'), 0), 1) AS steps_a_call,
    count(*) FILTER (event = 'unwind') AS unwound,
    max(depth) AS deepest
FROM steps
GROUP BY func, program_id
ORDER BY steps DESC, func, program_id
LIMIT $limit::BIGINT

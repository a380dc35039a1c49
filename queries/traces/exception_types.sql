-- Exceptions by type
-- Which exceptions are raised, how many are caught, and how many end the run?
-- `caught_at_once`: in the function that raised it; `caught_above`: in a caller; `ended_the_run`: it left the
-- outermost function that was recorded. Where the code that raised it was not recorded, its first recorded
-- caller counts as raising.
-- chart: bar(type, raised)
WITH events AS (
    SELECT
        trace_id,
        step,
        event,
        caller,
        coalesce(nullif(regexp_extract(value, '^[A-Za-z_][\w.]*'), ''), left(value, 40)) AS type,
        coalesce(lead(event) OVER own = 'unwind', false) AS leaves,
        coalesce(
            lag(event) OVER every = 'unwind'
                AND lag(caller) OVER every = frame_id
                AND lag(step) OVER every = step - 1,
            false
        ) AS came_up
    FROM steps
    WHERE event IN ('exception', 'unwind')
    WINDOW
        own AS (PARTITION BY trace_id, frame_id ORDER BY step),
        every AS (PARTITION BY trace_id ORDER BY step)
)
SELECT
    type,
    count(*) FILTER (NOT came_up) AS raised,
    count(*) FILTER (NOT came_up AND NOT leaves) AS caught_at_once,
    count(*) FILTER (came_up AND NOT leaves) AS caught_above,
    count(*) FILTER (leaves AND caller IS NULL) AS ended_the_run,
    count(DISTINCT trace_id) AS traces,
    min(trace_id) AS trace_id,
    arg_min(step, (trace_id, step)) AS step
FROM events
WHERE event = 'exception'
GROUP BY type
ORDER BY raised DESC, type

-- Exceptions by line
-- Where are exceptions raised, where do they pass, and where are they caught?
-- One row a type and line. `raised`: the exception begins there, in a step of the program or in a library
-- that it calls; else it came up from a recorded function. `caught`: the activation went on after it; else it
-- left the function. In a trace of several threads, one that came up may count as raised.
-- $exception VARCHAR = NULL: only this type, as it is written, e.g. KeyError; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: bar(func, raised, type)
WITH events AS (
    SELECT
        trace_id,
        step,
        event,
        program_id,
        func,
        line,
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
),
places AS (
    SELECT
        type,
        func,
        program_id,
        line,
        count(*) AS events,
        count(*) FILTER (NOT came_up) AS raised,
        count(*) FILTER (NOT leaves) AS caught,
        count(*) FILTER (NOT came_up AND NOT leaves) AS raised_and_caught,
        count(*) FILTER (came_up AND leaves) AS passed,
        min(trace_id) AS trace_id,
        arg_min(step, (trace_id, step)) AS step
    FROM events
    WHERE event = 'exception' AND ($exception::VARCHAR IS NULL OR type = $exception::VARCHAR)
    GROUP BY type, func, program_id, line
    ORDER BY events DESC, type, program_id, line, func
    LIMIT $limit::BIGINT
)
SELECT
    type,
    func,
    program_id,
    line,
    trim(string_split(programs.text, E'\n')[line], E' \t\r') AS source,
    raised,
    caught,
    raised_and_caught,
    passed,
    trace_id,
    step
FROM places
LEFT JOIN programs USING (program_id)
ORDER BY events DESC, type, program_id, line, func

-- Generators and how they end
-- Which functions yield, how often, and are they exhausted, closed early or left suspended?
-- Coroutines count as well: an await is a yield. `closed`: ended by an exception, GeneratorExit or another.
-- $limit BIGINT = 100: rows at most
-- chart: bar(func, yields)
WITH frames AS (
    SELECT
        trace_id,
        frame_id,
        program_id,
        func,
        min(step) FILTER (event = 'yield') AS step,
        count(*) FILTER (event = 'yield') AS yields,
        count(*) FILTER (event = 'return') AS returns,
        count(*) FILTER (event = 'unwind') AS unwinds
    FROM steps
    WHERE event IN ('yield', 'return', 'unwind')
      AND trace_id IN (SELECT trace_id FROM steps WHERE event = 'yield')
    GROUP BY trace_id, frame_id, program_id, func
    HAVING count(*) FILTER (event = 'yield') > 0
)
SELECT
    func,
    program_id,
    count(*) AS generators,
    sum(yields)::BIGINT AS yields,
    max(yields) AS most_yields,
    count(*) FILTER (returns > 0) AS exhausted,
    count(*) FILTER (unwinds > 0) AS closed,
    count(*) FILTER (returns = 0 AND unwinds = 0) AS suspended,
    min(trace_id) AS trace_id,
    arg_min(step, (trace_id, step)) AS step
FROM frames
GROUP BY func, program_id
ORDER BY yields DESC, func, program_id
LIMIT $limit::BIGINT

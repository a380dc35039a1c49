-- Lines that write output
-- Which lines print, how often, and how much?
-- Output is filed under the step that wrote it. A line that calls a function which was not recorded counts
-- for it.
-- $stream VARCHAR = 'stdout': stdout or stderr
-- $limit BIGINT = 100: rows at most
-- chart: bar(func, times)
WITH written AS (
    SELECT trace_id, step, program_id, func, line, if($stream::VARCHAR = 'stderr', stderr, stdout) AS text
    FROM steps
    WHERE if($stream::VARCHAR = 'stderr', stderr, stdout) IS NOT NULL
)
SELECT
    func,
    program_id,
    line,
    count(*) AS times,
    sum(length(text))::BIGINT AS characters,
    left(arg_min(text, (trace_id, step)), 120) AS example,
    min(trace_id) AS trace_id,
    arg_min(step, (trace_id, step)) AS step
FROM written
GROUP BY func, program_id, line
ORDER BY times DESC, program_id, line, func
LIMIT $limit::BIGINT

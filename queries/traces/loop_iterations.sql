-- How often loops run
-- How many times does the most repeated line of a function's activation run?
-- 1: it has no loop, or the loop ran once. Counted in bins, each named by its lower edge; `trace_id` and
-- `step` are of one example. A fair sample of the traces is looked at: those with the smallest ids, which are
-- hashes.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $sample BIGINT = 20000: traces looked at
-- chart: bar(times, activations)
WITH chosen AS (
    SELECT trace_id
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
ran AS (
    SELECT trace_id, frame_id, program_id, line, count(*) AS times, min(step) AS step
    FROM steps
    WHERE event = 'line' AND trace_id IN (SELECT trace_id FROM chosen)
    GROUP BY ALL
),
activations AS (
    SELECT trace_id, frame_id, max(times) AS times, arg_max(step, (times, -step)) AS step
    FROM ran
    GROUP BY trace_id, frame_id
)
SELECT
    CASE
        WHEN times < 3 THEN times
        WHEN times < 5 THEN 3
        WHEN times < 10 THEN 5
        WHEN times < 20 THEN 10
        WHEN times < 50 THEN 20
        WHEN times < 100 THEN 50
        WHEN times < 1000 THEN 100
        ELSE 1000
    END AS times,
    count(*) AS activations,
    max(activations.times) AS most,
    min(trace_id) AS trace_id,
    arg_min(step, (trace_id, frame_id)) AS step
FROM activations
GROUP BY ALL
ORDER BY times

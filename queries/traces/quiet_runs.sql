-- Longest runs without a state change
-- Where does a program go on for the longest without changing any local?
-- A model that only copies the state is right there, so such steps flatter its accuracy. Of each trace the
-- longest run of them is shown, of calls, lines and returns alike; looked for in the longest traces.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $traces BIGINT = 1000: traces looked at, the longest first
-- $limit BIGINT = 50: rows at most
-- chart: none
WITH longest AS (
    SELECT trace_id, name, n_steps
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY n_steps DESC, trace_id
    LIMIT $traces::BIGINT
),
marked AS (
    SELECT
        trace_id,
        step,
        func,
        len(changes) = 0 AS quiet,
        sum(if(len(changes) > 0, 1, 0)) OVER (
            PARTITION BY trace_id
            ORDER BY step
            ROWS UNBOUNDED PRECEDING
        ) AS changed_before
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM longest)
),
runs AS (
    SELECT
        trace_id,
        min(step) AS step,
        count(*) AS quiet_steps,
        list_sort(list(DISTINCT func)) AS functions
    FROM marked
    WHERE quiet
    GROUP BY trace_id, changed_before
    QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY count(*) DESC, min(step)) = 1
)
SELECT trace_id, step, quiet_steps, longest.n_steps, functions, name
FROM runs
JOIN longest USING (trace_id)
ORDER BY quiet_steps DESC, trace_id
LIMIT $limit::BIGINT

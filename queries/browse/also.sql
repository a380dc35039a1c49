-- What else Home points to: the trace with the most branches that are no twins, how many twins, problems and suites
WITH twins AS (
    SELECT trace_id FROM items WHERE list_contains(tags, 'twin')
),
branched AS (
    SELECT parent, count(*) AS branches, max(created_at) AS latest
    FROM traces
    ANTI JOIN twins USING (trace_id)
    WHERE origin = 'branch' AND parent IN (SELECT trace_id FROM traces)
    GROUP BY parent
    ORDER BY branches DESC, latest DESC, parent
    LIMIT 1
)
SELECT
    (SELECT parent FROM branched) AS parent,
    (SELECT name FROM traces WHERE trace_id = (SELECT parent FROM branched)) AS name,
    (SELECT branches FROM branched) AS branches,
    (SELECT count(*) FROM twins) AS twins,
    (SELECT count(DISTINCT (problem_set, task_id)) FROM checks) AS problems,
    (SELECT count(DISTINCT suite) FROM results) AS suites

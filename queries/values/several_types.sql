-- Variables of several types
-- Which names hold values of different types in one function?
-- None beside one other type is left out: that is how optional values look. A fair sample of the traces is
-- looked at: those with the smallest ids, which are hashes.
-- $sample BIGINT = 20000: traces looked at
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH chosen AS (
    SELECT trace_id
    FROM traces
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
written AS (
    SELECT trace_id, step, program_id, func, unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
)
SELECT
    func,
    program_id,
    change.name AS name,
    list_sort(list(DISTINCT change.type)) AS types,
    count(*) AS changes,
    count(DISTINCT trace_id) AS traces,
    min(trace_id) AS trace_id,
    arg_min(step, (trace_id, step)) AS step
FROM written
WHERE change.type IS NOT NULL
GROUP BY func, program_id, change.name
HAVING count(DISTINCT change.type) FILTER (change.type <> 'NoneType') > 1
ORDER BY len(types) DESC, changes DESC, program_id, func, name
LIMIT $limit::BIGINT

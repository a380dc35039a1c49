-- Where a value appears
-- At which steps does a local take a value that contains a text?
-- The text is compared as it is, with upper and lower case; strings stand in quotes, as in 'abc'. All steps
-- are looked at, in the order of the traces' ids.
-- $text VARCHAR = 'nan': what the value's text contains
-- $name VARCHAR = NULL: only this variable; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH found AS (
    SELECT
        trace_id,
        step,
        func,
        line,
        unnest(
            list_filter(
                changes,
                lambda c: contains(c.value, $text::VARCHAR)
                    AND ($name::VARCHAR IS NULL OR c.name = $name::VARCHAR)
            )
        ) AS change
    FROM steps
)
SELECT
    trace_id,
    step,
    func,
    line,
    change.name AS name,
    change.type AS type,
    left(change.value, 200) AS value
FROM found
ORDER BY trace_id, step, name
LIMIT $limit::BIGINT

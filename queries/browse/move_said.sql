-- Traces of the index of which other predictions are found: shards of predictions have come, others will go.
-- changed: numbers of the shards that come or go; gone: of those that go
UPDATE list
SET said = coalesce(found.keys, [])
FROM (
    SELECT
        trace_id,
        list_distinct(flatten(list(keys) FILTER (shard NOT IN (SELECT unnest($gone::INTEGER[]))))) AS keys
    FROM said
    WHERE trace_id IN (SELECT trace_id FROM said WHERE shard IN (SELECT unnest($changed::INTEGER[])))
    GROUP BY trace_id
) AS found
WHERE list.trace_id = found.trace_id

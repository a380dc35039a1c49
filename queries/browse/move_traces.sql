-- Traces of the index whose places in datasets change: shards of items have come, others will go.
-- changed: numbers of the shards that come or go; gone: of those that go
UPDATE list
SET datasets = coalesce(placed.datasets, []), matches_expected = placed.matches_expected
FROM (
    SELECT
        trace_id,
        list_sort(list_distinct(list(dataset) FILTER (shard NOT IN (SELECT unnest($gone::INTEGER[]))))) AS datasets,
        bool_and(matches_expected) FILTER (shard NOT IN (SELECT unnest($gone::INTEGER[]))) AS matches_expected
    FROM places
    WHERE trace_id IN (SELECT trace_id FROM places WHERE shard IN (SELECT unnest($changed::INTEGER[])))
    GROUP BY trace_id
) AS placed
WHERE list.trace_id = placed.trace_id

-- A shard of traces joins the index, each with its places in datasets and what was predicted of it.
-- shard: its number; path: its file; shown: characters kept of a result or an error
INSERT INTO list
SELECT
    $shard, trace_id, program_id, name, outcome, stop_reason, n_steps, n_frames, max_depth, functions, exceptions,
    left(coalesce(result, error), $shown), created_at, coalesce(datasets, []), placed.matches_expected,
    coalesce(predicted.keys, [])
FROM read_parquet($path)
LEFT JOIN (
    SELECT trace_id, list_sort(list_distinct(list(dataset))) AS datasets, bool_and(matches_expected) AS matches_expected
    FROM places
    WHERE trace_id IN (SELECT trace_id FROM read_parquet($path))
    GROUP BY trace_id
) AS placed USING (trace_id)
LEFT JOIN (
    SELECT trace_id, list_distinct(flatten(list(keys))) AS keys
    FROM said
    WHERE trace_id IN (SELECT trace_id FROM read_parquet($path))
    GROUP BY trace_id
) AS predicted USING (trace_id)

-- A shard of traces joins the index.
-- shard: its number; path: its file; shown: characters kept of a result or an error
INSERT INTO list
SELECT
    $shard, trace_id, program_id, name, outcome, stop_reason, n_steps, n_frames, max_depth, functions, exceptions,
    left(coalesce(result, error), $shown), created_at
FROM read_parquet($path)

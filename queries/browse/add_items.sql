-- A shard of items joins the index.
-- shard: its number; path: its file
INSERT INTO places
SELECT $shard, dataset, trace_id, matches_expected
FROM read_parquet($path)

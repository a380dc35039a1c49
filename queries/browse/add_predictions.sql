-- A shard of predictions joins the index.
-- shard: its number; path: its file
INSERT INTO said
SELECT
    $shard,
    trace_id,
    model,
    [model || chr(31), chr(31) || first_error, model || chr(31) || first_error]
FROM (
    SELECT
        trace_id,
        model,
        CASE
            WHEN step_accuracy IS NULL THEN NULL
            WHEN first_bad_verdict IS NOT NULL THEN first_bad_verdict
            WHEN exact THEN 'none'
            ELSE 'after_the_end'
        END AS first_error
    FROM read_parquet($path)
)

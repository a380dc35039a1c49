-- What did each local of the running frame hold before this step ran?
SELECT change.name, arg_max_null(change.value, step) AS value, max(step) AS since
FROM (
    SELECT step, unnest(changes) AS change
    FROM '{lake}/steps/*.parquet'
    WHERE trace_id = '{trace_id}' AND step <= {step}
      AND frame_id = (SELECT frame_id FROM '{lake}/steps/*.parquet' WHERE trace_id = '{trace_id}' AND step = {step})
)
GROUP BY change.name
HAVING value IS NOT NULL
ORDER BY since

-- The non-deterministic traces: of one identity, and with other steps. An interrupted run says nothing about that.
-- $trace_ids: the run 0 of each identity that has further runs, from the catalog
CREATE OR REPLACE TABLE _rerun AS
WITH runs AS (
    SELECT trace_id, coalesce(run_of, trace_id) AS root
    FROM _traces
    WHERE coalesce(run_of, trace_id) IN (SELECT unnest($trace_ids::VARCHAR[]))
      AND stop_reason IS DISTINCT FROM 'interrupted'
)
SELECT trace_id
FROM runs
WHERE root IN (SELECT root FROM runs GROUP BY root HAVING count(*) > 1)

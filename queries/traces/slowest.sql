-- Slowest runs
-- Which runs took the longest to record, and how long is that for a step?
-- The seconds are those of the run under the recorder; imported traces have none.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $limit BIGINT = 50: rows at most
-- chart: point(n_steps, seconds)
SELECT
    trace_id,
    name,
    outcome,
    stop_reason,
    seconds,
    n_steps,
    if(n_steps > 0, round(1e6 * seconds / n_steps, 1), NULL) AS microseconds_a_step
FROM traces
WHERE seconds > 0
  AND (
      $dataset::VARCHAR IS NULL
      OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
  )
ORDER BY seconds DESC, trace_id
LIMIT $limit::BIGINT

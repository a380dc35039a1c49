-- Runs that were cut short
-- Which limits ended runs early, of which functions, and after how many steps?
-- What came before the limit is in the lake; a run that died took its process with it.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: bar(entry, traces, stop_reason)
SELECT
    outcome,
    stop_reason,
    entry,
    count(*) AS traces,
    min(n_steps) AS shortest,
    max(n_steps) AS longest,
    min(trace_id) AS trace_id
FROM traces
WHERE outcome IN ('truncated', 'died')
  AND (
      $dataset::VARCHAR IS NULL
      OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
  )
GROUP BY outcome, stop_reason, entry
ORDER BY traces DESC, outcome, stop_reason, entry
LIMIT $limit::BIGINT

-- The list of traces
-- Which traces match what the page Traces is filtered by?
-- Each filter that is NULL lets everything through.
-- $dataset VARCHAR = NULL: only traces of this dataset
-- $outcome VARCHAR = NULL: returned, raised, truncated or died
-- $func VARCHAR = NULL: a function that ran, by its qualified name
-- $exception VARCHAR = NULL: a type of exception that was raised, caught or not
-- $min_steps BIGINT = NULL: steps at least
-- $max_steps BIGINT = NULL: steps at most
-- $text VARCHAR = NULL: a text in the trace's name or in the source of its program
-- $model VARCHAR = NULL: a model that said something of the trace
-- $error VARCHAR = NULL: what is wrong first in a prediction (of that model): none, a verdict, after_the_end
-- $sort VARCHAR = newest: newest, oldest, longest, shortest, deepest or name
-- $limit BIGINT = 1000: rows at most
-- chart: none
WITH said AS (
    SELECT trace_id
    FROM predictions
    WHERE ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND (
          $error::VARCHAR IS NULL
          OR $error::VARCHAR
          = CASE
              WHEN step_accuracy IS NULL THEN NULL
              WHEN first_bad_verdict IS NOT NULL THEN first_bad_verdict
              WHEN exact THEN 'none'
              ELSE 'after_the_end'
          END
      )
)
SELECT
    trace_id,
    name,
    outcome,
    stop_reason,
    coalesce(error, result) AS ended,
    n_steps,
    n_frames,
    max_depth,
    exceptions,
    created_at
FROM traces
WHERE ($outcome::VARCHAR IS NULL OR outcome = $outcome::VARCHAR)
  AND ($func::VARCHAR IS NULL OR list_contains(functions, $func::VARCHAR))
  AND ($exception::VARCHAR IS NULL OR list_contains(exceptions, $exception::VARCHAR))
  AND ($min_steps::BIGINT IS NULL OR n_steps >= $min_steps::BIGINT)
  AND ($max_steps::BIGINT IS NULL OR n_steps <= $max_steps::BIGINT)
  AND (
      $dataset::VARCHAR IS NULL
      OR trace_id IN (SELECT trace_id FROM items WHERE dataset = $dataset::VARCHAR)
  )
  AND (
      $text::VARCHAR IS NULL
      OR contains(name, $text::VARCHAR)
      OR program_id IN (SELECT program_id FROM programs WHERE contains(text, $text::VARCHAR))
  )
  AND (($model::VARCHAR IS NULL AND $error::VARCHAR IS NULL) OR trace_id IN (SELECT trace_id FROM said))
ORDER BY
    CASE $sort::VARCHAR
        WHEN 'oldest' THEN epoch_us(created_at)
        WHEN 'longest' THEN -n_steps
        WHEN 'shortest' THEN n_steps
        WHEN 'deepest' THEN -max_depth
        WHEN 'name' THEN 0
        ELSE -epoch_us(created_at)
    END,
    if($sort::VARCHAR = 'name', name, ''),
    trace_id
LIMIT $limit::BIGINT

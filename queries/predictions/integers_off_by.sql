-- By how much integers are wrong
-- When a model says a wrong integer, how far is it from the true one?
-- `off_by`: said less true. Only root errors of a step's state, where the true step states the integer anew.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 50: rows at most
-- chart: bar(off_by, times)
WITH chosen AS (
    SELECT prediction_id, trace_id
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
wrong AS (
    SELECT prediction_id, trace_id, truth, unnest(differs) AS said
    FROM predicted_steps
    JOIN chosen USING (prediction_id)
    WHERE root AND verdict = 'state' AND NOT seed AND truth IS NOT NULL
),
numbers AS (
    SELECT
        wrong.prediction_id,
        wrong.trace_id,
        wrong.truth AS step,
        as_int(wrong.said.value) AS said,
        as_int(value_at(steps.changes, wrong.said.name)) AS really
    FROM wrong
    JOIN steps ON steps.trace_id = wrong.trace_id AND steps.step = wrong.truth
    WHERE wrong.said.verdict = 'wrong'
)
SELECT
    said - really AS off_by,
    count(*) AS times,
    round(count(*) / sum(count(*)) OVER (), 4) AS share,
    min(prediction_id) AS prediction_id,
    arg_min(trace_id, (prediction_id, step)) AS trace_id,
    arg_min(step, (prediction_id, step)) AS step
FROM numbers
WHERE said IS NOT NULL AND really IS NOT NULL
GROUP BY said - really
ORDER BY times DESC, abs(off_by), off_by
LIMIT $limit::BIGINT

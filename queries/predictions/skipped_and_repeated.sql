-- Steps that models skip or repeat
-- How many steps do models leave out or say too many in one go?
-- Runs of steps that are missing (none was said that meets them) or extra, by their length. Missing steps
-- after the last one that was said are left out: the text ended there. Only free-running predictions have
-- such runs.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- chart: bar(length, runs, kind)
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
marked AS (
    SELECT
        prediction_id,
        step,
        truth,
        verdict,
        step - row_number() OVER (PARTITION BY prediction_id, verdict ORDER BY step) AS run,
        max(if(position IS NULL, NULL, step)) OVER (PARTITION BY prediction_id) AS last_said
    FROM predicted_steps
    WHERE prediction_id IN (SELECT prediction_id FROM chosen)
),
runs AS (
    SELECT prediction_id, verdict AS kind, count(*) AS length, min(truth) AS truth
    FROM marked
    WHERE verdict IN ('missing', 'extra') AND step < last_said
       OR verdict = 'extra'
    GROUP BY prediction_id, verdict, run
)
SELECT
    kind,
    runs.length,
    count(*) AS runs,
    min(prediction_id) AS prediction_id,
    arg_min(chosen.trace_id, prediction_id) AS trace_id
FROM runs
JOIN chosen USING (prediction_id)
GROUP BY kind, runs.length
ORDER BY kind, runs.length

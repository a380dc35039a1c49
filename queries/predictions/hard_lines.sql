-- Lines that are hard to predict
-- At which source lines do errors begin the most often?
-- Root errors by the true step's line, of all models together; `share`: of all times that the line was to be
-- predicted. For a wrong state the line is about to run: the one that made the value ran before it, see
-- `calls_that_go_wrong`.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $least BIGINT = 3: times that a line was to be predicted, at least
-- $limit BIGINT = 100: rows at most
-- chart: none
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
told AS (
    SELECT
        chosen.trace_id,
        truth,
        count(*) AS asked,
        count(*) FILTER (root) AS errors,
        min(prediction_id) FILTER (root) AS prediction_id
    FROM predicted_steps
    JOIN chosen USING (prediction_id)
    WHERE truth IS NOT NULL AND NOT seed AND true_event = 'line'
    GROUP BY chosen.trace_id, truth
),
lines AS (
    SELECT
        steps.program_id,
        steps.func,
        steps.line,
        sum(told.asked)::BIGINT AS asked,
        sum(told.errors)::BIGINT AS errors,
        min(told.prediction_id) AS prediction_id
    FROM told
    JOIN steps ON steps.trace_id = told.trace_id AND steps.step = told.truth
    GROUP BY steps.program_id, steps.func, steps.line
    HAVING sum(told.errors) > 0 AND sum(told.asked) >= $least::BIGINT
    ORDER BY errors DESC, asked, program_id, line, func
    LIMIT $limit::BIGINT
)
SELECT
    program_id,
    func,
    line,
    trim(string_split(programs.text, E'\n')[line], E' \t\r') AS source,
    errors,
    asked,
    round(errors / asked, 4) AS share,
    prediction_id
FROM lines
JOIN programs USING (program_id)
ORDER BY errors DESC, asked, program_id, line, func

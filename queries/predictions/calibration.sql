-- Calibration
-- When a model is sure of a step, is it right?
-- Only steps whose log-probability is stored. `said`: the mean of exp(logprob), the probability of the step's
-- whole text; a model that knows what it knows has `n_right` / `steps` near it. In tenths; `expected_error`
-- is the gap, weighted.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- chart: line(said, share, model)
WITH chosen AS (
    SELECT prediction_id, model
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
sure AS (
    SELECT
        model,
        least(exp(logprob), 1.0) AS probability,
        least(floor(10 * exp(logprob)), 9) / 10 AS tenth,
        verdict = 'correct' AS is_right
    FROM predicted_steps
    JOIN chosen USING (prediction_id)
    WHERE logprob IS NOT NULL AND NOT seed
)
SELECT
    model,
    tenth AS from_probability,
    count(*) AS steps,
    count(*) FILTER (is_right) AS n_right,
    round(avg(probability), 4) AS said,
    round(count(*) FILTER (is_right) / count(*), 4) AS share,
    round(
        abs(avg(probability) - count(*) FILTER (is_right) / count(*)) * count(*)
            / sum(count(*)) OVER (PARTITION BY model),
        4
    ) AS expected_error
FROM sure
GROUP BY model, tenth
ORDER BY model, tenth

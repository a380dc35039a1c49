-- Which operations go wrong
-- Which methods and functions stand on the lines after which a value is wrong for the first time?
-- Only first errors of a state. `operation`: each name that is called on the line that ran before in the same
-- activation, as in `.split(` or `sorted(`; '(no call)' where the line calls nothing. `share`: of all times
-- that such a line ran in the sampled predictions up to their first error.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 100: rows at most
-- chart: bar(operation, first_errors)
WITH chosen AS (
    SELECT prediction_id, first_bad_step
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
lines AS (
    -- up to the first error a prediction's activations are those of the truth
    SELECT
        prediction_id,
        source,
        lead(truth) OVER (PARTITION BY prediction_id, frame_id ORDER BY truth) AS shown_at,
        lead(verdict) OVER (PARTITION BY prediction_id, frame_id ORDER BY truth) AS shown_as,
        true_event,
        chosen.first_bad_step
    FROM predicted_steps AS steps
    JOIN chosen USING (prediction_id)
    WHERE steps.position IS NOT NULL
      AND steps.truth IS NOT NULL
      AND NOT steps.seed
      AND (chosen.first_bad_step IS NULL OR steps.truth <= chosen.first_bad_step)
),
operations AS (
    SELECT
        shown_at = first_bad_step AND shown_as = 'state' AS wrong,
        unnest(
            coalesce(
                nullif(list_distinct(regexp_extract_all(source, '\.?[A-Za-z_]\w*\(')), []),
                ['(no call)']
            )
        ) AS operation,
        prediction_id,
        shown_at
    FROM lines
    WHERE true_event = 'line' AND shown_at IS NOT NULL
)
SELECT
    operation,
    count(*) FILTER (wrong) AS first_errors,
    count(*) AS ran,
    round(count(*) FILTER (wrong) / count(*), 4) AS share,
    min(prediction_id) FILTER (wrong) AS prediction_id
FROM operations
GROUP BY operation
ORDER BY first_errors DESC, ran DESC, operation
LIMIT $limit::BIGINT

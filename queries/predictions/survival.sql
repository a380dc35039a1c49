-- Survival by step
-- What share of predictions is still right after so many steps?
-- By Kaplan and Meier: a prediction that is right to the truth's end, or was cut by its budget while right,
-- counts as long as it lasts. One row a step at which some leave the truth, up to `steps`; only predictions
-- from the beginning.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $steps BIGINT = 1000: the last step
-- chart: line(step, survival, model)
WITH lives AS (
    SELECT
        model,
        right_until < n_true
            AND ended NOT IN ('budget_while_right', 'wide_state')
            AND NOT (ended = 'answer_lost' AND stopped_by = 'length') AS fails,
        right_until + if(fails, 1, 0) AS step
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND coalesce(from_step, 0) = 0
),
counted AS (
    SELECT model, step, count(*) FILTER (fails) AS failing, count(*) AS ending
    FROM lives
    GROUP BY model, step
),
risks AS (
    SELECT
        model,
        step,
        failing,
        sum(ending) OVER (PARTITION BY model ORDER BY step DESC)::BIGINT AS at_risk
    FROM counted
)
SELECT
    model,
    step,
    at_risk,
    failing,
    round(
        if(
            max(failing = at_risk) OVER so_far,
            0,
            exp(sum(ln(if(failing = at_risk, 1, 1 - failing / at_risk))) OVER so_far)
        ),
        6
    ) AS survival
FROM risks
WHERE failing > 0 AND step <= $steps::BIGINT
WINDOW so_far AS (PARTITION BY model ORDER BY step)
ORDER BY model, step

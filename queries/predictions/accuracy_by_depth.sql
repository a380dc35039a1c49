-- Accuracy by depth and event
-- Are steps in deeper calls, and returns from them, harder to be right about?
-- Depths are those of the true steps. Depth 1 is the function with which the run began; for a row of a
-- dataset that is the wrapper `main`, which is not counted, and the row's own function runs at 2.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- chart: line(depth, share, event)
WITH chosen AS (
    SELECT prediction_id
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
)
SELECT
    true_event AS event,
    true_depth AS depth,
    count(*) AS steps,
    count(*) FILTER (verdict = 'correct') AS n_right,
    round(count(*) FILTER (verdict = 'correct') / count(*), 4) AS share,
    count(*) FILTER (root) AS root_errors
FROM predicted_steps
WHERE prediction_id IN (SELECT prediction_id FROM chosen) AND truth IS NOT NULL AND NOT seed
GROUP BY true_event, true_depth
ORDER BY event, depth

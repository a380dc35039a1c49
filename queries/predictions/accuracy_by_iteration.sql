-- Accuracy by loop iteration
-- Are a loop's later iterations harder to be right about than its first?
-- Line steps by how often the line ran before in the same activation; 0 is its first run. Beyond 10 in bins,
-- each named by its lower edge. `root_errors`: wrong although nothing that the line reads was wrong before.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- chart: line(iteration, share, model)
WITH chosen AS (
    SELECT prediction_id, model
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
)
SELECT
    model,
    CASE
        WHEN iteration < 10 THEN iteration
        WHEN iteration < 20 THEN 10
        WHEN iteration < 50 THEN 20
        WHEN iteration < 100 THEN 50
        ELSE 100
    END AS iteration,
    count(*) AS steps,
    count(*) FILTER (verdict = 'correct') AS n_right,
    round(count(*) FILTER (verdict = 'correct') / count(*), 4) AS share,
    count(*) FILTER (root) AS root_errors
FROM predicted_steps
JOIN chosen USING (prediction_id)
WHERE true_event = 'line' AND truth IS NOT NULL AND NOT seed
GROUP BY ALL
ORDER BY model, iteration

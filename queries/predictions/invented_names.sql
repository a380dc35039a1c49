-- Names that models invent or forget
-- Which variables do models show that are not there, and which of the true ones do they leave out?
-- Only root errors, or one name that is lost counts again at every step after it.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 100: rows at most
-- chart: bar(name, steps, mistake)
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
    WHERE root AND position IS NOT NULL AND truth IS NOT NULL AND NOT seed
)
SELECT
    said.name AS name,
    if(said.verdict = 'extra', 'invented', 'forgotten') AS mistake,
    count(*) AS steps,
    count(DISTINCT prediction_id) AS predictions,
    min(prediction_id) AS prediction_id,
    arg_min(trace_id, (prediction_id, truth)) AS trace_id,
    arg_min(truth, (prediction_id, truth)) AS step
FROM wrong
WHERE said.verdict IN ('extra', 'missing')
GROUP BY said.name, said.verdict
ORDER BY steps DESC, name, mistake
LIMIT $limit::BIGINT

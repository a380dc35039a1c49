-- Longest error chains
-- Which single errors spoil the most steps after them?
-- An error is a root where nothing that its line reads was wrong before; every other one leads back to one.
-- `spoiled`: how many wrong steps lead back to this root; `reaches`: how many steps later the last of them
-- is.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 5000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 100: rows at most
-- chart: histogram(spoiled)
WITH RECURSIVE chosen AS (
    SELECT prediction_id, trace_id, model
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
wrong AS (
    SELECT prediction_id, step, truth, verdict, root, cause, source
    FROM predicted_steps
    WHERE prediction_id IN (SELECT prediction_id FROM chosen) AND root IS NOT NULL AND NOT seed
),
leads_back AS (
    SELECT prediction_id, step AS root_step, step
    FROM wrong
    WHERE root
    UNION ALL
    SELECT wrong.prediction_id, leads_back.root_step, wrong.step
    FROM leads_back
    JOIN wrong ON wrong.prediction_id = leads_back.prediction_id AND wrong.cause = leads_back.step
),
chains AS (
    SELECT prediction_id, root_step AS step, count(*) - 1 AS spoiled, max(step) - root_step AS reaches
    FROM leads_back
    GROUP BY prediction_id, root_step
)
SELECT
    chains.prediction_id,
    chosen.trace_id,
    wrong.truth AS step,
    chosen.model,
    wrong.verdict,
    chains.spoiled,
    chains.reaches,
    left(trim(wrong.source, E' \n\r\t'), 120) AS line
FROM chains
JOIN wrong USING (prediction_id, step)
JOIN chosen USING (prediction_id)
ORDER BY chains.spoiled DESC, chains.prediction_id, chains.step
LIMIT $limit::BIGINT

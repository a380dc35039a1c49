-- Accuracy by type and length of value
-- Which types of values do models get wrong, and does it depend on the length of the value's text?
-- Counted are the values that true steps state anew, among them those returned and raised; those that only
-- stay as they are would flatter. `length` is the lower edge of a bin of characters.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- $limit BIGINT = 200: rows at most
-- chart: bar(type, share, length)
WITH chosen AS (
    SELECT prediction_id
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
judgements AS (
    SELECT unnest(judged) AS judged
    FROM predicted_steps
    WHERE prediction_id IN (SELECT prediction_id FROM chosen) AND truth IS NOT NULL AND NOT seed
),
binned AS (
    SELECT
        judged.type AS type,
        CASE
            WHEN judged.size < 0 THEN NULL
            WHEN judged.size < 10 THEN 0
            WHEN judged.size < 30 THEN 10
            WHEN judged.size < 100 THEN 30
            WHEN judged.size < 300 THEN 100
            ELSE 300
        END AS length,
        judged."right" AS is_right
    FROM judgements
)
SELECT
    type,
    length,
    count(*) AS stated,
    count(*) FILTER (is_right) AS n_right,
    round(count(*) FILTER (is_right) / count(*), 4) AS share
FROM binned
GROUP BY type, length
ORDER BY sum(count(*)) OVER (PARTITION BY type) DESC, type, length
LIMIT $limit::BIGINT

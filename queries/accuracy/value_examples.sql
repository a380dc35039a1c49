-- Which predictions have values in one bin of a figure, and what is the first such value of each?
-- chosen: the predictions that are scored; cohort: the number of one; most: rows at most
-- figure, bin: as in by_value; right: the right values of it, or the wrong ones
WITH stated AS (
    SELECT prediction_id, truth, unnest(judged) AS stated, differs
    FROM predicted_steps
    JOIN chosen USING (prediction_id)
    WHERE chosen.cohort = $cohort::INTEGER AND truth IS NOT NULL AND NOT seed
)
SELECT
    prediction_id,
    min(truth) AS step,
    arg_min_null(stated.name, truth) AS name,
    arg_min_null(stated.type, truth) AS type,
    arg_min_null(stated.size, truth) AS size,
    left(arg_min_null(list_filter(differs, lambda d: d.name = stated.name)[1].value, truth), 120) AS said,
    count(*) AS found,
    sum(count(*)) OVER ()::BIGINT AS total
FROM stated
WHERE stated."right" = $right::BOOLEAN
  AND if($figure = 'type', coalesce(stated.type, ''), edge(stated.size)::VARCHAR) = $bin
GROUP BY prediction_id
ORDER BY prediction_id
LIMIT $most::INTEGER

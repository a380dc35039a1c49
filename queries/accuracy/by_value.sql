-- How many of the values that true steps state anew are right, by the value's type and its length in characters?
-- chosen: the predictions that are scored: prediction_id, cohort and cluster, as numbers
-- Each row belongs to one of the two, and `figure` says to which.
SELECT
    cohort,
    cluster,
    if(GROUPING(type, size) = 1, 'type', 'size') AS figure,
    coalesce(type, size::VARCHAR, '') AS bin,
    count(*) FILTER ("right") AS "right",
    count(*) AS steps
FROM (
    SELECT cohort, cluster, stated.type, edge(stated.size) AS size, stated."right"
    FROM (
        SELECT cohort, cluster, unnest(judged) AS stated
        FROM predicted_steps
        JOIN chosen USING (prediction_id)
        WHERE truth IS NOT NULL AND NOT seed
    )
)
GROUP BY GROUPING SETS ((cohort, cluster, type), (cohort, cluster, size))

-- How many true steps are right, by their number, depth, event, and of line steps by how often the line ran before in
-- its frame?
-- chosen: the predictions that are scored: prediction_id, cohort and cluster, as numbers
-- roots: count as wrong only those that are not inherited from an earlier error
-- Each row belongs to one of the four, and `figure` says to which; a step that has no bin there is in the bin ''.
SELECT
    cohort,
    cluster,
    CASE GROUPING(number, depth, event, iteration)
        WHEN 7 THEN 'number'
        WHEN 11 THEN 'depth'
        WHEN 13 THEN 'event'
        ELSE 'iteration'
    END AS figure,
    coalesce(number::VARCHAR, depth::VARCHAR, event, iteration::VARCHAR, '') AS bin,
    count(*) FILTER ("right") AS "right",
    count(*) AS steps
FROM (
    SELECT
        cohort,
        cluster,
        edge(truth) AS number,
        if(true_depth < 5, greatest(true_depth, 0), edge(true_depth)) AS depth,
        true_event AS event,
        if(true_event = 'line', edge(iteration), NULL) AS iteration,
        verdict = 'correct' OR ($roots AND NOT root) AS "right"
    FROM predicted_steps
    JOIN chosen USING (prediction_id)
    WHERE truth IS NOT NULL AND NOT seed
)
GROUP BY GROUPING SETS (
    (cohort, cluster, number), (cohort, cluster, depth), (cohort, cluster, event), (cohort, cluster, iteration)
)

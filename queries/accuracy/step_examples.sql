-- Which predictions have steps in one bin of a figure, and what is the first such step of each?
-- chosen: the predictions that are scored; cohort: the number of one; most: rows at most
-- figure, bin: as in by_step, or `verdict` (bin: the verdict) or `root` (bin: root or inherited)
-- right: the right steps of it, or the wrong ones; roots: inherited errors count as right
SELECT
    prediction_id,
    min(truth) AS step,
    arg_min_null(verdict, truth) AS verdict,
    arg_min_null(CASE root WHEN true THEN 'root' WHEN false THEN 'inherited' END, truth) AS origin,
    left(trim(arg_min_null(source, truth), ' ' || chr(9) || chr(10) || chr(13)), 120) AS line,
    count(*) AS found,
    sum(count(*)) OVER ()::BIGINT AS total
FROM predicted_steps
JOIN chosen USING (prediction_id)
WHERE chosen.cohort = $cohort::INTEGER
  AND NOT seed
  AND (verdict = 'correct' OR ($roots::BOOLEAN AND coalesce(NOT root, false))) = $right::BOOLEAN
  AND CASE $figure
      WHEN 'number' THEN truth IS NOT NULL AND edge(truth)::VARCHAR = $bin
      WHEN 'depth' THEN truth IS NOT NULL
          AND if(true_depth < 5, greatest(true_depth, 0), edge(true_depth))::VARCHAR = $bin
      WHEN 'event' THEN truth IS NOT NULL AND coalesce(true_event, '') = $bin
      WHEN 'iteration' THEN truth IS NOT NULL AND true_event = 'line' AND edge(iteration)::VARCHAR = $bin
      WHEN 'verdict' THEN verdict = $bin
      ELSE root = ($bin = 'root')
  END
GROUP BY prediction_id
ORDER BY prediction_id
LIMIT $most::INTEGER

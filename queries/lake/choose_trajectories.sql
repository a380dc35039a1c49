-- Which trajectories are chosen? Each filter that is NULL lets everything through. In the order of their ids, which are
-- hashes: the first n are a fair sample, the same one in any lake. limit: at most so many. `true` behind the mark gives
-- way to a condition of the operator's own, over the columns of trajectories.
SELECT trajectory_id
FROM trajectories
WHERE ($dataset::VARCHAR IS NULL OR dataset = $dataset)
  AND (/* where */ true)
ORDER BY trajectory_id
LIMIT $limit::BIGINT

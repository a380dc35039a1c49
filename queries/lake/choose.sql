-- Which traces are chosen? Each filter that is NULL lets everything through; those of items hold for one and the same
-- item. In the order of their ids, which are hashes: the first n are a fair sample, the same one in any lake.
-- dataset, split, tag: of an item; limit: at most so many. `true` behind the mark gives way to a condition of the
-- operator's own, over the columns of traces and of items.
SELECT DISTINCT trace_id
FROM traces
LEFT JOIN items USING (trace_id)
WHERE ($dataset::VARCHAR IS NULL OR dataset = $dataset)
  AND ($split::VARCHAR IS NULL OR split = $split)
  AND ($tag::VARCHAR IS NULL OR list_contains(tags, $tag))
  AND (/* where */ true)
ORDER BY trace_id
LIMIT $limit::BIGINT

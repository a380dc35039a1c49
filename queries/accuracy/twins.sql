-- Which of these traces are twins of which others? One that was tagged in several datasets comes once.
-- chosen: trace_id
SELECT DISTINCT traces.trace_id, traces.parent, replace(tag, 'twin:', '') AS kind
FROM traces
JOIN (SELECT trace_id, unnest(tags) AS tag FROM items) AS tagged USING (trace_id)
WHERE starts_with(tag, 'twin:')
  AND trace_id IN (SELECT trace_id FROM chosen)
  AND parent IN (SELECT trace_id FROM chosen)
ORDER BY kind, parent, trace_id

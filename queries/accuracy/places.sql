-- In which datasets and splits do these traces stand? One may stand in several, or in none.
-- chosen: trace_id
SELECT DISTINCT trace_id, coalesce(dataset, '(in no dataset)') AS dataset, split
FROM chosen
LEFT JOIN items USING (trace_id)
ORDER BY dataset, split, trace_id

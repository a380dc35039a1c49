-- What can the predictions be filtered by? Each value with the number of predictions (of traces: dataset, split, tag).
WITH placed AS (
    SELECT DISTINCT dataset, split, tags, trace_id
    FROM items
    WHERE trace_id IN (SELECT trace_id FROM predictions)
)
SELECT 'model' AS filter, model AS value, count(*) AS n FROM predictions GROUP BY ALL
UNION ALL
SELECT 'mode', mode, count(*) FROM predictions GROUP BY ALL
UNION ALL
SELECT 'protocol', protocol, count(*) FROM predictions GROUP BY ALL
UNION ALL
SELECT 'constrained', if(constrained, 'yes', 'no'), count(*) FROM predictions GROUP BY ALL
UNION ALL
SELECT 'start', if(coalesce(from_step, 0) > 0, 'later', 'beginning'), count(*) FROM predictions GROUP BY ALL
UNION ALL
SELECT 'dataset', dataset, count(*) FROM placed GROUP BY ALL
UNION ALL
SELECT 'split', split, count(*) FROM placed WHERE split IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'tag', tag, count(*) FROM (SELECT unnest(tags) AS tag FROM placed) GROUP BY ALL
ORDER BY filter, n DESC, value

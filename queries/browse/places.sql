-- In which datasets do these traces stand, and did they end as expected there?
-- ids: trace ids
SELECT trace_id, list(DISTINCT dataset ORDER BY dataset) AS datasets, bool_and(matches_expected) AS matches_expected
FROM places
WHERE trace_id IN (SELECT unnest($ids))
GROUP BY trace_id

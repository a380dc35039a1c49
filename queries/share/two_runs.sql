-- What did each of two runs do, turn by turn?
SELECT
    turn,
    trajectory_id,
    kind,
    list_transform(calls, lambda c: coalesce(c.target, c.tool)) AS about,
    list_bool_or(list_transform(calls, lambda c: coalesce(c.error, false))) AS failed,
    cost
FROM turns
WHERE trajectory_id IN ('{left}', '{right}')
ORDER BY turn, trajectory_id = '{right}'

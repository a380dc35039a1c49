-- The shards that hold steps of the given traces.
SELECT DISTINCT traces.steps_shard
FROM temp.given AS given
JOIN traces ON traces.trace_id = given.key
WHERE traces.n_steps > 0

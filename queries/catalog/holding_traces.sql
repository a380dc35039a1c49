-- The shards that hold rows of the given traces.
SELECT DISTINCT traces.traces_shard
FROM temp.given AS given
JOIN traces ON traces.trace_id = given.key

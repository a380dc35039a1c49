-- The shards that hold rows of the given checks.
SELECT DISTINCT checks.checks_shard
FROM temp.given AS given
JOIN checks ON checks.check_id = given.key

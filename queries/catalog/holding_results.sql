-- The shards that hold rows of the given results.
SELECT DISTINCT results.results_shard
FROM temp.given AS given
JOIN results ON results.result_id = given.key

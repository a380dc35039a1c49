-- The shards that hold rows of the given problems.
SELECT DISTINCT problems.problems_shard
FROM temp.given AS given
JOIN problems ON problems.problem_id = given.key

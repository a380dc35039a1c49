-- The shards that hold rows of the given programs.
SELECT DISTINCT programs.programs_shard
FROM temp.given AS given
JOIN programs ON programs.program_id = given.key

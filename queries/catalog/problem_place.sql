-- Where a problem is. ?1 problem
SELECT shards.path, problems.problems_row
FROM problems
JOIN shards ON shards.shard_id = problems.problems_shard
WHERE problems.problem_id = ?1

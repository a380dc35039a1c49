-- Where all problems are.
SELECT problems.problem_id, shards.path, problems.problems_row
FROM problems
LEFT JOIN shards ON shards.shard_id = problems.problems_shard

-- Where all checks are.
SELECT checks.check_id, shards.path, checks.checks_row
FROM checks
LEFT JOIN shards ON shards.shard_id = checks.checks_shard

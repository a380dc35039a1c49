-- Where a check is. ?1 check
SELECT shards.path, checks.checks_row
FROM checks
JOIN shards ON shards.shard_id = checks.checks_shard
WHERE checks.check_id = ?1

-- Where a result is. ?1 result
SELECT shards.path, results.results_row
FROM results
JOIN shards ON shards.shard_id = results.results_shard
WHERE results.result_id = ?1

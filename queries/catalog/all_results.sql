-- Where all results are.
SELECT results.result_id, shards.path, results.results_row
FROM results
LEFT JOIN shards ON shards.shard_id = results.results_shard

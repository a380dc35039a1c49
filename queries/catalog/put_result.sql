-- Where a result is, or is now. ?1 result, ?2 shard, ?3 row
INSERT INTO results (result_id, results_shard, results_row) VALUES (?1, ?2, ?3)
ON CONFLICT (result_id) DO UPDATE SET results_shard = ?2, results_row = ?3

-- Where a check is, or is now. ?1 check, ?2 shard, ?3 row
INSERT INTO checks (check_id, checks_shard, checks_row) VALUES (?1, ?2, ?3)
ON CONFLICT (check_id) DO UPDATE SET checks_shard = ?2, checks_row = ?3

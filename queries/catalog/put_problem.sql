-- Where a problem is, or is now. ?1 problem, ?2 shard, ?3 row
INSERT INTO problems (problem_id, problems_shard, problems_row) VALUES (?1, ?2, ?3)
ON CONFLICT (problem_id) DO UPDATE SET problems_shard = ?2, problems_row = ?3

-- Where a program is, or is now. ?1 program, ?2 shard, ?3 row
INSERT INTO programs (program_id, programs_shard, programs_row) VALUES (?1, ?2, ?3)
ON CONFLICT (program_id) DO UPDATE SET programs_shard = ?2, programs_row = ?3

-- Where a program is. ?1 program
SELECT shards.path, programs.programs_row
FROM programs
JOIN shards ON shards.shard_id = programs.programs_shard
WHERE programs.program_id = ?1

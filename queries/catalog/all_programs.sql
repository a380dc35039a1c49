-- Where all programs are.
SELECT programs.program_id, shards.path, programs.programs_row
FROM programs
LEFT JOIN shards ON shards.shard_id = programs.programs_shard

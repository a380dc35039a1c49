-- The texts of some programs. $ids
SELECT program_id, text
FROM programs
WHERE program_id IN (SELECT unnest($ids::VARCHAR[]))

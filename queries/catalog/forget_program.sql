-- Forgets a program. ?1 program
DELETE FROM programs WHERE program_id = ?1

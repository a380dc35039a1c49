-- Forgets all programs, before a rebuild writes them down again.
DELETE FROM programs

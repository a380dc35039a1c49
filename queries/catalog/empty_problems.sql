-- Forgets all problems, before a rebuild writes them down again.
DELETE FROM problems

-- Forgets all runs, before a rebuild writes them down again.
DELETE FROM runs

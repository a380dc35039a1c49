-- Forgets all results, before a rebuild writes them down again.
DELETE FROM results

-- Forgets all checks, before a rebuild writes them down again.
DELETE FROM checks

-- Forgets all predictions, before a rebuild writes them down again.
DELETE FROM predictions

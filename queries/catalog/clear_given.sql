-- Empties the keys to be compared.
DELETE FROM temp.given

-- Is a text one condition in SQL? Parsed alone, so that what DuckDB says of it quotes nothing of ours.
-- `true` behind the mark gives way to the text.
SELECT 1
WHERE /* where */ true

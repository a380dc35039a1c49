-- The number of publications so far.
SELECT version FROM lake

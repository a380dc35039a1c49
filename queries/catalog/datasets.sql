-- The names of the datasets.
SELECT DISTINCT dataset FROM items ORDER BY dataset

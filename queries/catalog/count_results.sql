-- How many results the lake has.
SELECT count(*) FROM results

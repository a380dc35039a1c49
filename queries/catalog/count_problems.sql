-- How many problems the lake has.
SELECT count(*) FROM problems

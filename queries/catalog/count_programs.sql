-- How many programs the lake has.
SELECT count(*) FROM programs

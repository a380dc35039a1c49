-- How many checks the lake has.
SELECT count(*) FROM checks

-- How many predictions the lake has.
SELECT count(*) FROM predictions

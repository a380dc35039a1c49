-- How many traces the lake has.
SELECT count(*) FROM traces

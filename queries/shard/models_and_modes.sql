-- Which models there are predictions of, under which modes.
SELECT DISTINCT model, mode FROM predictions ORDER BY model, mode

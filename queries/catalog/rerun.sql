-- The traces that have further runs.
SELECT DISTINCT run_of FROM runs

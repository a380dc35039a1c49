-- Which of the given keys are traces of the lake.
SELECT given.key FROM temp.given AS given JOIN traces ON traces.trace_id = given.key

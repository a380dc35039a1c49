-- Which of the given keys are results of the lake.
SELECT given.key FROM temp.given AS given JOIN results ON results.result_id = given.key

-- Which of the given keys are checks of the lake.
SELECT given.key FROM temp.given AS given JOIN checks ON checks.check_id = given.key

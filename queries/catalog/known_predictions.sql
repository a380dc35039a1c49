-- Which of the given keys are predictions of the lake.
SELECT given.key FROM temp.given AS given JOIN predictions ON predictions.prediction_id = given.key

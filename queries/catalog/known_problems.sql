-- Which of the given keys are problems of the lake.
SELECT given.key FROM temp.given AS given JOIN problems ON problems.problem_id = given.key

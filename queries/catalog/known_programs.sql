-- Which of the given keys are programs of the lake.
SELECT given.key FROM temp.given AS given JOIN programs ON programs.program_id = given.key

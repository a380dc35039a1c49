-- Which problem sets do checks belong to?
SELECT DISTINCT problem_set FROM checks ORDER BY problem_set

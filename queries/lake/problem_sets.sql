-- Which problem sets do checks and problems belong to?
SELECT problem_set FROM checks
UNION
SELECT problem_set FROM problems
ORDER BY problem_set

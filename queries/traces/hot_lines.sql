-- Hot lines
-- Which source lines run the most often?
-- $program VARCHAR = NULL: only lines of this program; any where NULL
-- $limit BIGINT = 50: rows at most
-- chart: bar(source, runs)
WITH hot AS (
    SELECT program_id, line, min(func) AS func, count(*) AS runs
    FROM steps
    WHERE event = 'line' AND ($program::VARCHAR IS NULL OR program_id = $program::VARCHAR)
    GROUP BY program_id, line
    ORDER BY runs DESC, program_id, line
    LIMIT $limit::BIGINT
)
SELECT program_id, func, line, trim(string_split(text, E'\n')[line], E' \t\r') AS source, runs
FROM hot
JOIN programs USING (program_id)
ORDER BY runs DESC, program_id, line

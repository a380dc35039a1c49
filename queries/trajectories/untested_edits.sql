-- Edits that no test follows
-- Which runs change files after their last run of tests?
-- `turn` is that of the last change, `last_test` that of the last run of tests: NULL where there was none.
-- Tests that only a run that goes on from this one makes are not seen.
-- $outcome VARCHAR = NULL: only runs of this outcome; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH last_of AS (
    SELECT
        trajectory_id,
        max(number) FILTER (kind = 'tests') AS last_tests,
        max(turn) FILTER (kind = 'tests') AS last_test
    FROM state_changes
    GROUP BY trajectory_id
),
after AS (
    SELECT trajectory_id, count(*) AS edits, max(turn) AS turn
    FROM state_changes
    JOIN last_of USING (trajectory_id)
    WHERE kind = 'file' AND number > coalesce(last_tests, -1)
    GROUP BY trajectory_id
)
SELECT trajectory_id, turn, last_test, edits, name, agent, model, outcome
FROM after
JOIN last_of USING (trajectory_id)
JOIN trajectories USING (trajectory_id)
WHERE $outcome::VARCHAR IS NULL OR outcome = $outcome::VARCHAR
ORDER BY edits DESC, trajectory_id
LIMIT $limit::BIGINT

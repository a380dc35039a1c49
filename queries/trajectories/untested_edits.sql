-- Edits that no test follows
-- Which runs change files after their last run of tests?
-- `turn` is that of the last change, `last_test` that of the last run of tests: NULL where there was none.
-- What only keeps what a command prints, as `git diff > fix.patch` does, is left out, and so is /tmp where
-- the run works elsewhere. Tests that only a run that goes on from this one makes are not seen.
-- $outcome VARCHAR = NULL: only runs of this outcome; any where NULL
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH tested AS (
    SELECT trajectory_id, turn, call FROM state_changes WHERE kind = 'tests'
    UNION ALL
    SELECT trajectory_id, turn, call FROM tool_calls() WHERE kind = 'test'
),
last_of AS (
    SELECT trajectory_id, max((turn, call)) AS last_tests, max(turn) AS last_test
    FROM tested
    GROUP BY trajectory_id
),
folders AS (
    SELECT trajectory_id, bool_or(value LIKE '/tmp/_%') AS in_tmp
    FROM state_changes
    WHERE kind = 'cwd'
    GROUP BY trajectory_id
),
after AS (
    SELECT trajectory_id, count(*) AS edits, max(turn) AS turn, any_value(last_test) AS last_test
    FROM state_changes
    LEFT JOIN last_of USING (trajectory_id)
    LEFT JOIN folders USING (trajectory_id)
    WHERE kind = 'file'
        AND how NOT IN ('git diff', 'output')
        AND (in_tmp OR path NOT LIKE '/tmp/%')
        AND (last_tests IS NULL OR (turn, call) > last_tests)
    GROUP BY trajectory_id
)
SELECT trajectory_id, turn, last_test, edits, name, agent, model, outcome
FROM after
JOIN trajectories USING (trajectory_id)
WHERE $outcome::VARCHAR IS NULL OR outcome = $outcome::VARCHAR
ORDER BY edits DESC, trajectory_id
LIMIT $limit::BIGINT

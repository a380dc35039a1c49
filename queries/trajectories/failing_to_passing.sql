-- From failing to passing
-- How many turns lie between the first run of tests that fails and the first one after it that passes?
-- `turn` is the failing one, `passing_turn` the other: NULL where none passes. A run passes where some
-- test passes and none fails. `cost` is that of the turns between, the passing one included, as far as it
-- is known.
-- $outcome VARCHAR = NULL: only runs of this outcome; any where NULL
-- $limit BIGINT = 1000: rows at most
-- chart: histogram(turns)
WITH tests AS (
    SELECT
        trajectory_id,
        number,
        turn,
        coalesce(failed, 0) + coalesce(errors, 0) > 0 AS fails,
        coalesce(passed, 0) > 0 AS some_pass
    FROM state_changes
    WHERE kind = 'tests'
),
failing AS (
    SELECT trajectory_id, min(number) AS number, arg_min(turn, number) AS turn
    FROM tests
    WHERE fails
    GROUP BY trajectory_id
),
passing AS (
    SELECT failing.trajectory_id, arg_min(tests.turn, tests.number) AS passing_turn
    FROM failing
    JOIN tests ON tests.trajectory_id = failing.trajectory_id AND tests.number > failing.number
    WHERE NOT fails AND some_pass
    GROUP BY failing.trajectory_id
),
paid AS (
    SELECT trajectory_id, sum(cost) AS cost
    FROM turns
    JOIN failing USING (trajectory_id)
    JOIN passing USING (trajectory_id)
    WHERE turns.turn > failing.turn AND turns.turn <= passing_turn
    GROUP BY trajectory_id
)
SELECT
    trajectory_id,
    failing.turn,
    passing_turn,
    passing_turn - failing.turn AS turns,
    round(paid.cost, 4) AS cost,
    name,
    agent,
    model,
    outcome
FROM failing
JOIN trajectories USING (trajectory_id)
LEFT JOIN passing USING (trajectory_id)
LEFT JOIN paid USING (trajectory_id)
WHERE $outcome::VARCHAR IS NULL OR outcome = $outcome::VARCHAR
ORDER BY turns, trajectory_id
LIMIT $limit::BIGINT

-- Longest standstill
-- What is the longest stretch of a run in which no file changes?
-- Turns after one change of a file, or from the beginning, up to the one before the next change, or to the
-- end. `turn` is its first turn, `last_turn` its last.
-- $limit BIGINT = 100: rows at most
-- chart: histogram(turns)
WITH ends AS (
    SELECT trajectory_id, turn
    FROM state_changes
    WHERE kind = 'file' AND how NOT IN ('git diff', 'output')
    UNION
    SELECT trajectory_id, n_turns FROM trajectories
    UNION
    SELECT trajectory_id, -1 FROM trajectories
),
stretches AS (
    SELECT
        trajectory_id,
        turn - 1 AS last_turn,
        lag(turn) OVER (PARTITION BY trajectory_id ORDER BY turn) + 1 AS first_turn
    FROM ends
),
longest AS (
    SELECT
        trajectory_id,
        max(last_turn - first_turn + 1) AS turns,
        arg_max(first_turn, (last_turn - first_turn, -first_turn)) AS turn,
        arg_max(last_turn, (last_turn - first_turn, -first_turn)) AS last_turn
    FROM stretches
    WHERE first_turn IS NOT NULL
    GROUP BY trajectory_id
)
SELECT trajectory_id, turn, last_turn, turns, n_turns, n_edits, name, agent, model, outcome
FROM longest
JOIN trajectories USING (trajectory_id)
WHERE turns > 0
ORDER BY turns DESC, trajectory_id
LIMIT $limit::BIGINT

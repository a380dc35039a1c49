-- Edits undone
-- Which changes of a file are taken back later in the same run?
-- A later change of the same file undoes an earlier one where it adds exactly the lines that the earlier one
-- took away, and takes away exactly those that it added. `turn` is the later one's. Deleting a file that the
-- run made itself is left out, as that is mostly tidying up.
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH edits AS (
    SELECT
        trajectory_id,
        number,
        turn,
        path,
        action,
        list_transform(list_filter(lines, lambda line: line[1] = '+'), lambda line: line[2:]) AS added,
        list_transform(list_filter(lines, lambda line: line[1] = '-'), lambda line: line[2:]) AS taken
    FROM (
        SELECT trajectory_id, number, turn, path, action, string_split(diff, E'\n') AS lines
        FROM state_changes
        WHERE kind = 'file' AND how NOT IN ('git diff', 'output') AND diff IS NOT NULL
    )
)
SELECT
    later.trajectory_id,
    later.turn,
    max(earlier.turn) AS made_in_turn,
    later.path,
    len(later.added) AS lines_back,
    len(later.taken) AS lines_gone,
    any_value(agent) AS agent,
    any_value(model) AS model,
    any_value(outcome) AS outcome
FROM edits AS later
JOIN edits AS earlier
    ON earlier.trajectory_id = later.trajectory_id
    AND earlier.path = later.path
    AND earlier.number < later.number
    AND earlier.added = later.taken
    AND earlier.taken = later.added
JOIN trajectories ON trajectories.trajectory_id = later.trajectory_id
WHERE later.action IS DISTINCT FROM 'delete' AND len(later.added) + len(later.taken) > 0
GROUP BY later.trajectory_id, later.number, later.turn, later.path, later.added, later.taken
ORDER BY later.trajectory_id, later.number
LIMIT $limit::BIGINT

-- Files edited the most
-- Which files do agents change the most often, and how often does that solve the task?
-- Lines are counted in diffs, where there are any. `solved_share` is of the runs that were judged.
-- $task VARCHAR = NULL: only runs of this task; any where NULL
-- $limit BIGINT = 50: rows at most
-- chart: bar(path, runs)
WITH edits AS (
    SELECT
        trajectory_id,
        turn,
        path,
        len(list_filter(string_split(diff, E'\n'), lambda line: line[1] = '+')) AS added,
        len(list_filter(string_split(diff, E'\n'), lambda line: line[1] = '-')) AS taken
    FROM state_changes
    WHERE kind = 'file' AND how NOT IN ('git diff', 'output')
),
by_run AS (
    SELECT
        path,
        trajectory_id,
        count(*) AS changes,
        min(turn) AS turn,
        sum(added)::BIGINT AS added,
        sum(taken)::BIGINT AS taken
    FROM edits
    GROUP BY path, trajectory_id
)
SELECT
    path,
    count(*) AS runs,
    sum(changes)::BIGINT AS changes,
    sum(added)::BIGINT AS lines_added,
    sum(taken)::BIGINT AS lines_taken,
    round(count(*) FILTER (outcome = 'solved') / nullif(count(outcome), 0), 4) AS solved_share,
    min(trajectory_id) AS trajectory_id,
    arg_min(turn, trajectory_id) AS turn
FROM by_run
JOIN trajectories USING (trajectory_id)
WHERE $task::VARCHAR IS NULL OR task_id = $task::VARCHAR
GROUP BY path
ORDER BY runs DESC, changes DESC, path
LIMIT $limit::BIGINT

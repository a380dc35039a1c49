-- After a failed call
-- What do agents do next when a call of a tool has failed?
-- The next call of the same trajectory: what it is for, whether it is of the same tool, and how often it
-- fails too. `share` is of all failed calls that another call comes after.
-- $tool VARCHAR = NULL: only failures of this tool; any where NULL
-- chart: bar(next_kind, times)
WITH ordered AS (
    SELECT trajectory_id, turn, call, tool, arguments, error, lead(kind) OVER trail AS next_kind,
        lead(tool) OVER trail AS next_tool, lead(arguments) OVER trail AS next_arguments,
        lead(error) OVER trail AS next_error
    FROM tool_calls()
    WINDOW trail AS (PARTITION BY trajectory_id ORDER BY turn, call)
)
SELECT
    next_kind,
    count(*) AS times,
    round(count(*) / sum(count(*)) OVER (), 4) AS share,
    count(*) FILTER (next_tool = tool) AS same_tool,
    count(*) FILTER (next_tool = tool AND next_arguments = arguments) AS same_call,
    count(*) FILTER (next_error) AS failed_again,
    arg_min(trajectory_id, (trajectory_id, turn, call)) AS trajectory_id,
    arg_min(turn, (trajectory_id, turn, call)) AS turn
FROM ordered
WHERE error AND next_kind IS NOT NULL AND ($tool::VARCHAR IS NULL OR tool = $tool::VARCHAR)
GROUP BY next_kind
ORDER BY times DESC, next_kind

-- By what values of one filter can the list be narrowed, and how often does each match? The commonest first.
-- filter: its name; dataset ... text, found, below: the other filters, see matching; most: values at most
WITH given AS (
    SELECT
        unnest(
            CASE $filter
                WHEN 'dataset' THEN [dataset]
                WHEN 'format' THEN [source_format]
                WHEN 'agent' THEN [agent]
                WHEN 'model' THEN [model]
                WHEN 'task' THEN [task_id]
                WHEN 'repo' THEN [repo]
                WHEN 'outcome' THEN [coalesce(outcome, 'unknown')]
                WHEN 'exit_status' THEN [exit_status]
                ELSE tools
            END
        ) AS value
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
        $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
)
SELECT value, count(*) AS trajectories
FROM given
WHERE value IS NOT NULL
GROUP BY value
ORDER BY trajectories DESC, value
LIMIT $most

-- By what can the list be narrowed further? Of each filter the values and how many would match, the commonest first.
-- dataset ... text, found, below: the filters that are set, see matching; each is left out for its own values
-- most: values of each filter at most
WITH found AS (
    SELECT 'dataset' AS filter, dataset AS value
    FROM matching(
        NULL, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'format' AS filter, source_format AS value
    FROM matching(
        $dataset, NULL, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'agent' AS filter, agent AS value
    FROM matching(
        $dataset, $format, NULL, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'model' AS filter, model AS value
    FROM matching(
        $dataset, $format, $agent, NULL, $task, $repo, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'task' AS filter, task_id AS value
    FROM matching(
        $dataset, $format, $agent, $model, NULL, $repo, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'repo' AS filter, repo AS value
    FROM matching(
        $dataset, $format, $agent, $model, $task, NULL, $outcome, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'outcome' AS filter, coalesce(outcome, 'unknown') AS value
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, NULL, $exit_status, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'exit_status' AS filter, exit_status AS value
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, NULL, $tool, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
    UNION ALL
    SELECT 'tool' AS filter, unnest(tools) AS value
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, NULL, $min_cost,
        $max_cost, $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
)
SELECT filter, value, count(*) AS trajectories
FROM found
WHERE value IS NOT NULL
GROUP BY filter, value
QUALIFY row_number() OVER (PARTITION BY filter ORDER BY count(*) DESC, value) <= $most
ORDER BY filter, trajectories DESC, value

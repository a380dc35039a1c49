-- By what can the list be narrowed further? Of each filter the values that match and how often, the commonest first.
-- dataset ... text, found, below: the filters that are set, see matching; for the values of one of these, see facet
-- most: values of each filter at most
WITH matched AS MATERIALIZED (
    SELECT
        dataset,
        source_format,
        agent,
        model,
        task_id,
        repo,
        coalesce(outcome, 'unknown') AS outcome,
        exit_status,
        tools
    FROM matching(
        $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
        $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
    )
),
counted AS (
    -- One pass for all columns: each alone, they take three times as long.
    SELECT
        CASE 0
            WHEN grouping(dataset) THEN 'dataset'
            WHEN grouping(source_format) THEN 'format'
            WHEN grouping(agent) THEN 'agent'
            WHEN grouping(model) THEN 'model'
            WHEN grouping(task_id) THEN 'task'
            WHEN grouping(repo) THEN 'repo'
            WHEN grouping(outcome) THEN 'outcome'
            ELSE 'exit_status'
        END AS filter,
        coalesce(dataset, source_format, agent, model, task_id, repo, outcome, exit_status) AS value,
        count(*) AS trajectories
    FROM matched
    GROUP BY GROUPING SETS (
        (dataset), (source_format), (agent), (model), (task_id), (repo), (outcome), (exit_status)
    )
    UNION ALL
    SELECT 'tool', tool, count(*)
    FROM (SELECT unnest(tools) AS tool FROM matched)
    GROUP BY tool
)
SELECT filter, value, trajectories
FROM counted
WHERE value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY filter ORDER BY trajectories DESC, value) <= $most
ORDER BY filter, trajectories DESC, value

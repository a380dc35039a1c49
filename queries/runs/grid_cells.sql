-- How did the trajectories that match do at some tasks? Of each task, agent and model at most so many, and how many.
-- dataset ... text, found, below: filters, see matching
-- tasks: their ids; most: runs of one task, agent and model at most
SELECT
    task_id,
    agent,
    model,
    trajectory_id,
    outcome,
    exit_status,
    n_turns,
    n_edits,
    cost,
    count(*) OVER cell AS runs,
    count(*) FILTER (outcome = 'solved') OVER cell AS solved,
    count(outcome) OVER cell AS judged
FROM matching(
    $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
    $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, $below
)
WHERE task_id IN (SELECT unnest($tasks::VARCHAR[]))
WINDOW cell AS (PARTITION BY task_id, agent, model)
QUALIFY row_number() OVER (
    PARTITION BY task_id, agent, model ORDER BY coalesce(started_at, imported_at), trajectory_id
) <= $most
ORDER BY task_id, model, agent, coalesce(started_at, imported_at), trajectory_id

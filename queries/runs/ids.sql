-- The ids of the trajectories that match, whatever text is looked for.
-- dataset ... max_turns, below: filters, see matching
SELECT trajectory_id
FROM matching(
    $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
    $min_tokens, $max_tokens, $min_turns, $max_turns, NULL, NULL, $below
)

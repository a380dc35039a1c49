-- How many trajectories match, how many of them are sub-agents' runs, and what did they come to?
-- solved and judged count those that are on the list; below: whether sub-agents' runs are
SELECT
    count(*) FILTER ($below OR NOT below) AS total,
    count(*) FILTER (below) AS sub_agents,
    count(*) FILTER (outcome = 'solved' AND ($below OR NOT below)) AS solved,
    count(*) FILTER (outcome IS NOT NULL AND ($below OR NOT below)) AS judged
FROM matching(
    $dataset, $format, $agent, $model, $task, $repo, $outcome, $exit_status, $tool, $min_cost, $max_cost,
    $min_tokens, $max_tokens, $min_turns, $max_turns, $text, $found, true
)

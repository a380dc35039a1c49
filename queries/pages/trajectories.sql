-- The list of trajectories
-- Which runs of agents match what the page Trajectories is filtered by?
-- Each filter that is NULL lets everything through. Sub-agents' runs stand below those that started them.
-- $dataset VARCHAR = NULL: only runs of this dataset
-- $format VARCHAR = NULL: the format of the log, such as swe-agent
-- $agent VARCHAR = NULL: the agent
-- $model VARCHAR = NULL: the model that it asked
-- $task VARCHAR = NULL: the task's id
-- $repo VARCHAR = NULL: the repository
-- $outcome VARCHAR = NULL: solved, unsolved, error, or unknown
-- $exit_status VARCHAR = NULL: how the agent ended, in the log's own words
-- $tool VARCHAR = NULL: a tool that it called
-- $min_cost DOUBLE = NULL: US dollars at least
-- $max_cost DOUBLE = NULL: US dollars at most
-- $min_tokens BIGINT = NULL: tokens, in and out, at least
-- $max_tokens BIGINT = NULL: tokens at most
-- $min_turns BIGINT = NULL: turns at least
-- $max_turns BIGINT = NULL: turns at most
-- $text VARCHAR = NULL: a text in its name, its task's id or anywhere in its turns; case does not matter
-- $sub_agents VARCHAR = NULL: listed: sub-agents' runs, too
-- $sort VARCHAR = newest: oldest, longest, costliest, most_tokens, slowest, their opposites, or name
-- $limit BIGINT = 1000: rows at most
-- chart: none
WITH found AS (
    SELECT DISTINCT trajectory_id
    FROM turns
    WHERE $text::VARCHAR IS NOT NULL
      AND len(
          list_filter(
              [message, reasoning]
              || list_transform(calls, lambda c: concat_ws(chr(10), c.tool, c.arguments))
              || list_transform(calls, lambda c: c.observation),
              lambda t: contains(lower(t), lower($text::VARCHAR))
          )
      ) > 0
),
runs AS (
    SELECT
        *,
        coalesce(prompt_tokens + coalesce(completion_tokens, 0), completion_tokens) AS tokens,
        coalesce(parent IN (SELECT trajectory_id FROM trajectories), false) AS below
    FROM trajectories
)
SELECT
    trajectory_id,
    name,
    source_format,
    agent,
    model,
    task_id,
    outcome,
    exit_status,
    n_turns,
    n_calls,
    n_errors,
    n_edits,
    tests_passed,
    tests_failed,
    tokens,
    cost,
    seconds,
    started_at
FROM runs
WHERE ($sub_agents::VARCHAR = 'listed' OR NOT below)
  AND ($dataset::VARCHAR IS NULL OR dataset = $dataset::VARCHAR)
  AND ($format::VARCHAR IS NULL OR source_format = $format::VARCHAR)
  AND ($agent::VARCHAR IS NULL OR agent = $agent::VARCHAR)
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
  AND ($task::VARCHAR IS NULL OR task_id = $task::VARCHAR)
  AND ($repo::VARCHAR IS NULL OR repo = $repo::VARCHAR)
  AND ($outcome::VARCHAR IS NULL OR coalesce(outcome, 'unknown') = $outcome::VARCHAR)
  AND ($exit_status::VARCHAR IS NULL OR exit_status = $exit_status::VARCHAR)
  AND ($tool::VARCHAR IS NULL OR list_contains(tools, $tool::VARCHAR))
  AND ($min_cost::DOUBLE IS NULL OR cost >= $min_cost::DOUBLE)
  AND ($max_cost::DOUBLE IS NULL OR cost <= $max_cost::DOUBLE)
  AND ($min_tokens::BIGINT IS NULL OR tokens >= $min_tokens::BIGINT)
  AND ($max_tokens::BIGINT IS NULL OR tokens <= $max_tokens::BIGINT)
  AND ($min_turns::BIGINT IS NULL OR n_turns >= $min_turns::BIGINT)
  AND ($max_turns::BIGINT IS NULL OR n_turns <= $max_turns::BIGINT)
  AND (
      $text::VARCHAR IS NULL
      OR contains(lower(name), lower($text::VARCHAR))
      OR contains(lower(task_id), lower($text::VARCHAR))
      OR trajectory_id IN (SELECT trajectory_id FROM found)
  )
ORDER BY
    CASE $sort::VARCHAR
        WHEN 'oldest' THEN epoch_us(coalesce(started_at, imported_at))
        WHEN 'longest' THEN -n_turns
        WHEN 'shortest' THEN n_turns
        WHEN 'costliest' THEN -cost
        WHEN 'cheapest' THEN cost
        WHEN 'most_tokens' THEN -tokens
        WHEN 'fewest_tokens' THEN tokens
        WHEN 'slowest' THEN -seconds
        WHEN 'quickest' THEN seconds
        WHEN 'name' THEN 0
        ELSE -epoch_us(coalesce(started_at, imported_at))
    END NULLS LAST,
    if($sort::VARCHAR = 'name', name, ''),
    trajectory_id
LIMIT $limit::BIGINT

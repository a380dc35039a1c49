-- Context by turn
-- How much of the context do requests hold as runs grow longer?
-- Means over the turns whose tokens are known, in steps of so many turns. `window_share` is of the model's
-- window, where the log says it.
-- $trajectory VARCHAR = NULL: only this trajectory; all where NULL
-- $width BIGINT = 10: turns taken together
-- chart: line(from_turn, mean_tokens, model)
SELECT
    trajectories.model,
    turn // greatest($width::BIGINT, 1) * greatest($width::BIGINT, 1) AS from_turn,
    count(*) AS turns,
    round(avg(turns.prompt_tokens), 1) AS mean_tokens,
    max(turns.prompt_tokens) AS most_tokens,
    round(avg(turns.prompt_tokens / context_window), 4) AS window_share,
    round(sum(turns.cached_tokens) / nullif(sum(turns.prompt_tokens), 0), 4) AS cached_share,
    arg_max(trajectory_id, (turns.prompt_tokens, trajectory_id)) AS trajectory_id
FROM turns
JOIN trajectories USING (trajectory_id)
WHERE turns.prompt_tokens IS NOT NULL
  AND NOT copied
  AND ($trajectory::VARCHAR IS NULL OR trajectory_id = $trajectory::VARCHAR)
GROUP BY trajectories.model, from_turn
ORDER BY trajectories.model, from_turn

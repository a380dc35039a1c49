-- What agents do, and when
-- What are turns for in each tenth of a run?
-- Turns of the agent; `phase` 0 is the first tenth of its run, by number of turns. `share` is of the
-- phase.
-- $outcome VARCHAR = NULL: only runs of this outcome; any where NULL
-- $model VARCHAR = NULL: only this model; any where NULL
-- chart: bar(phase, turns, kind)
SELECT
    turn * 10 // greatest(n_turns, 1) AS phase,
    kind,
    count(*) AS turns,
    round(count(*) / sum(count(*)) OVER (PARTITION BY phase), 4) AS share
FROM turns
JOIN (SELECT trajectory_id, n_turns, outcome, model AS of_model FROM trajectories) USING (trajectory_id)
WHERE source = 'agent'
  AND NOT copied
  AND ($outcome::VARCHAR IS NULL OR outcome = $outcome::VARCHAR)
  AND ($model::VARCHAR IS NULL OR of_model = $model::VARCHAR)
GROUP BY phase, kind
ORDER BY phase, turns DESC, kind

-- Programs that agents ran
-- Which turns ran a program that was recorded, and how did it end?
-- One row for each trace of a turn that the lake has.
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    trajectory_id,
    turn,
    trace_id,
    traces.name,
    traces.outcome,
    traces.test_outcome,
    traces.error,
    traces.n_steps
FROM (SELECT trajectory_id, turn, unnest(traces) AS trace_id FROM turns WHERE NOT copied)
JOIN traces USING (trace_id)
ORDER BY trajectory_id, turn, trace_id
LIMIT $limit::BIGINT

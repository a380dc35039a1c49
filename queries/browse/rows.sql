-- What does the list say about these traces?
-- ids: trace ids
SELECT
    trace_id, name, outcome, stop_reason, n_steps, n_frames, max_depth, n_cut, result, error, exceptions,
    python, repr_style, created_at, seconds, test_outcome
FROM traces
WHERE trace_id IN (SELECT unnest($ids))

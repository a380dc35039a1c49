-- The predictions to be counted, one row each, with all that the figures about whole predictions need.
-- cohorts: those wanted; the others: see matching
-- time, failed: for the survival curve. Failed at the step numbered `time`, counted from 1; or right for `time` steps
-- and then at the truth's end, or cut by the budget while right. NULL where no steps are rated
-- first_kind: what is wrong first; `after_the_end`: every true step is right, and something follows
SELECT
    cohort,
    prediction_id,
    trace_id,
    program_id,
    left_out,
    ended,
    n_true,
    n_predicted,
    tokens,
    right_until,
    first_bad_step,
    first_bad_type,
    CASE
        WHEN step_accuracy IS NULL THEN NULL
        WHEN first_bad_verdict IS NOT NULL THEN first_bad_verdict
        WHEN exact THEN 'none'
        ELSE 'after_the_end'
    END AS first_kind,
    right_until < n_true
        AND ended NOT IN ('budget_while_right', 'wide_state')
        AND NOT (ended = 'answer_lost' AND stopped_by = 'length') AS failed,
    if(step_accuracy IS NULL, NULL, right_until + if(failed, 1, 0)) AS time,
    n_correct, n_state, n_action, n_event, n_value, n_missing, n_malformed, n_extra, n_root, n_inherited,
    exact,
    return_correct,
    output_correct,
    valid_format,
    step_accuracy,
    event_em,
    action_em,
    action_em_aligned,
    state_em,
    state_em_resolved,
    valid_json,
    key_match,
    key_value_match,
    kth_action_em,
    kth_state_em,
    kth_valid_json,
    kth_key_match,
    kth_key_value_match
FROM matching($model, $mode, $protocol, $constrained, $later, $first, $dataset, $split, $tag, $func)
WHERE cohort IN (SELECT unnest($cohorts::VARCHAR[]))

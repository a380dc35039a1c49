-- Where a prediction first leaves the truth, re-aligned: its first row that is not correct, beside the truth.
CREATE OR REPLACE MACRO first_divergence(prediction VARCHAR) AS TABLE
WITH
-- Arguments are bound where no column is in sight: a column given as one is the caller's, not ours.
_asked AS (
    SELECT prediction AS _prediction
),
_bad AS (
    SELECT predictions.trace_id, predicted_steps.*
    FROM main.predicted_steps
    JOIN _asked ON predicted_steps.prediction_id = _prediction
    JOIN main.predictions ON predictions.prediction_id = predicted_steps.prediction_id
    WHERE verdict <> 'correct'
    ORDER BY step
    LIMIT 1
),
_named AS (
    SELECT
        *,
        list_filter(differs, lambda _d: _d.verdict IN ('wrong', 'missing', 'extra'))[1] AS difference
    FROM _bad
),
_past AS (
    SELECT steps.*
    FROM main.steps
    JOIN _bad ON steps.trace_id = _bad.trace_id AND steps.step <= _bad.truth
),
_here AS (
    SELECT _past.frame_id, _past.value FROM _past JOIN _bad ON _past.step = _bad.truth
),
_local AS (
    SELECT arg_max_null(change, (moment, place)) AS state
    FROM (
        SELECT
            _past.step AS moment,
            unnest(_past.changes) AS change,
            generate_subscripts(_past.changes, 1) AS place
        FROM _past
        JOIN _here USING (frame_id)
    )
    JOIN _named ON change.name = difference.name
)
SELECT
    prediction_id,
    trace_id,
    truth AS step,
    step AS row,
    verdict,
    true_event,
    event,
    source,
    difference.name AS name,
    CASE verdict WHEN 'state' THEN _local.state.value WHEN 'value' THEN _here.value END AS true_value,
    CASE verdict WHEN 'state' THEN difference.value WHEN 'value' THEN _named.value END AS predicted_value,
    CASE verdict WHEN 'state' THEN difference.rule WHEN 'value' THEN rule END AS rule,
    fault
FROM _named
LEFT JOIN _here ON true
LEFT JOIN _local ON true;

COMMENT ON MACRO TABLE first_divergence IS
'The first row of a prediction, re-aligned, that is not correct, with the name and both values where '
'these are wrong; no row where all are correct. `step` is null where that row is extra, or one of the '
'wrapper''s own, which no rate counts. predictions.first_bad_step counts by position, and without the wrapper.
prediction: the prediction''s id';

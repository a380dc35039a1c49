-- The wrong rows of a prediction, each with the way back to the root error that it comes from.
CREATE OR REPLACE MACRO error_chain(prediction VARCHAR) AS TABLE
WITH RECURSIVE
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
),
_chain AS (
    SELECT step AS place, step AS root_row, 0 AS links
    FROM _bad
    WHERE cause IS NULL
    UNION ALL
    SELECT _bad.step, _chain.root_row, _chain.links + 1
    FROM _bad
    JOIN _chain ON _bad.cause = _chain.place AND _bad.step > _chain.place
)
SELECT
    prediction_id,
    trace_id,
    truth AS step,
    step AS row,
    verdict,
    root,
    cause,
    root_row,
    links,
    func,
    source
FROM _bad
JOIN _chain ON place = step
ORDER BY row;

COMMENT ON MACRO TABLE error_chain IS
'The wrong rows of a prediction: cause is the row that an inherited error comes from, root_row the root '
'error at the end of that way, links how many inherited errors it has passed through.
prediction: the prediction''s id';

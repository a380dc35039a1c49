-- Where strings first go wrong
-- At which step does a string first have another value than it should, and which line had just run?
-- `written_by`: the line of the same function that ran before, whose effect this step shows; `said` beside
-- `really` is the wrong value beside the true one. Another type than str can be given.
-- $type VARCHAR = 'str': the type of the true value
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH wrong AS (
    SELECT prediction_id, trace_id, model, first_bad_step, first_bad_name
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND first_bad_verdict = 'state'
      AND first_bad_type = $type::VARCHAR
    ORDER BY prediction_id
    LIMIT $limit::BIGINT
),
said AS (
    SELECT
        wrong.prediction_id,
        list_filter(steps.differs, lambda d: d.name = wrong.first_bad_name)[1] AS difference
    FROM wrong
    JOIN predicted_steps AS steps
      ON steps.prediction_id = wrong.prediction_id AND steps.truth = wrong.first_bad_step
),
known AS (
    SELECT trace_id, step, frame_id, program_id, event, line, changes
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM wrong)
),
truths AS (
    -- the value as the same activation last wrote it, and the line that ran before
    SELECT
        wrong.prediction_id,
        arg_max(value_at(before.changes, wrong.first_bad_name), before.step) AS really,
        arg_max(before.line, before.step) FILTER (
            before.event = 'line' AND before.step < wrong.first_bad_step
        ) AS line,
        arg_max(before.program_id, before.step) AS program_id
    FROM wrong
    JOIN known AS here ON here.trace_id = wrong.trace_id AND here.step = wrong.first_bad_step
    JOIN known AS before
      ON before.trace_id = here.trace_id AND before.frame_id = here.frame_id AND before.step <= here.step
    GROUP BY wrong.prediction_id
)
SELECT
    wrong.prediction_id,
    wrong.trace_id,
    wrong.first_bad_step AS step,
    wrong.model,
    wrong.first_bad_name AS name,
    left(truths.really, 200) AS really,
    left(said.difference.value, 200) AS said,
    trim(string_split(programs.text, E'\n')[truths.line], E' \t\r') AS written_by
FROM wrong
LEFT JOIN said USING (prediction_id)
LEFT JOIN truths USING (prediction_id)
LEFT JOIN programs ON programs.program_id = truths.program_id
ORDER BY wrong.prediction_id

-- The predictions behind Accuracy
-- Which predictions match what the page Accuracy is filtered by, and how right is each?
-- Each filter that is NULL lets everything through. Those that are not scored (failed, too long for the
-- context...) are listed too: `step_accuracy` is NULL there, and `ended` says why.
-- $model VARCHAR = NULL: the model's name
-- $mode VARCHAR = NULL: full, step, action, return or score
-- $protocol VARCHAR = NULL: cwm, chat or answers
-- $constrained VARCHAR = NULL: yes or no: whether a grammar or a schema held it to the format
-- $start VARCHAR = NULL: beginning, or later: after a true prefix
-- $samples VARCHAR = NULL: first: only the first sample of each
-- $dataset VARCHAR = NULL: only traces of this dataset
-- $split VARCHAR = NULL: only traces of this split
-- $tag VARCHAR = NULL: only traces with this tag
-- $func VARCHAR = NULL: only traces in which this function ran, by its qualified name
-- $cohorts VARCHAR = NULL: only these of the sets that the page compares, by their keys, with commas between
-- $limit BIGINT = 10000: rows at most
-- chart: histogram(step_accuracy)
SELECT
    predictions.prediction_id,
    predictions.trace_id,
    traces.name,
    predictions.model,
    predictions.mode,
    predictions.ended,
    predictions.exact,
    predictions.output_correct,
    predictions.step_accuracy,
    predictions.state_em,
    predictions.action_em,
    predictions.right_until,
    predictions.n_true,
    predictions.first_bad_step,
    predictions.first_bad_verdict
FROM predictions
LEFT JOIN traces USING (trace_id)
WHERE ($model::VARCHAR IS NULL OR predictions.model = $model::VARCHAR)
  AND ($mode::VARCHAR IS NULL OR predictions.mode = $mode::VARCHAR)
  AND ($protocol::VARCHAR IS NULL OR predictions.protocol = $protocol::VARCHAR)
  AND ($constrained::VARCHAR IS NULL OR predictions.constrained = ($constrained::VARCHAR = 'yes'))
  AND ($start::VARCHAR IS NULL OR (coalesce(predictions.from_step, 0) > 0) = ($start::VARCHAR = 'later'))
  AND ($samples::VARCHAR IS NULL OR predictions.sample = 0)
  AND ($func::VARCHAR IS NULL OR list_contains(traces.functions, $func::VARCHAR))
  AND (
      coalesce($dataset::VARCHAR, $split::VARCHAR, $tag::VARCHAR) IS NULL
      OR predictions.trace_id IN (
          SELECT trace_id
          FROM items
          WHERE ($dataset::VARCHAR IS NULL OR dataset = $dataset::VARCHAR)
            AND ($split::VARCHAR IS NULL OR split = $split::VARCHAR)
            AND ($tag::VARCHAR IS NULL OR list_contains(tags, $tag::VARCHAR))
      )
  )
  AND (
      $cohorts::VARCHAR IS NULL
      OR list_contains(
          string_split($cohorts::VARCHAR, ','),
          -- As queries/accuracy/matching.sql makes it.
          left(
              md5(
                  concat_ws(
                      chr(31), predictions.model, predictions.fingerprint, predictions.mode,
                      predictions.protocol, predictions.prompt_version, predictions.constrained,
                      predictions.temperature,
                      coalesce(predictions.from_step, 0) > 0,
                      regexp_replace(coalesce(predictions.params, ''), '"from_step":[0-9]+,?', '')
                  )
              ),
              8
          )
      )
  )
ORDER BY predictions.model, predictions.mode, predictions.prediction_id
LIMIT $limit::BIGINT

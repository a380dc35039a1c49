-- Which predictions match? Each filter that is NULL lets everything through.
-- model, mode, protocol, constrained, dataset, split, tag, func; later: whether they begin after the first step;
-- first: only the first sample of each
-- asked: the parameters but for the step that each begins at
-- cohort: what is compared with what, predictions of one model asked in one way; eight digits of a hash
-- left_out: why a prediction is not scored; NULL for those that are
CREATE OR REPLACE TEMP MACRO matching(
    model_, mode_, protocol_, constrained_, later_, first_, dataset_, split_, tag_, func_
) AS TABLE
WITH again AS (
    SELECT trace_id, fingerprint, protocol, prompt_version, mode, params, seed, sample, max(attempt) AS last_attempt
    FROM predictions
    WHERE attempt > 0
    GROUP BY ALL
)
SELECT
    predictions.*,
    coalesce(traces.program_id, predictions.trace_id) AS program_id,
    regexp_replace(coalesce(predictions.params, ''), '"from_step":[0-9]+,?', '') AS asked,
    left(
        md5(
            concat_ws(
                chr(31), model, predictions.fingerprint, predictions.mode, predictions.protocol,
                predictions.prompt_version, constrained, temperature, coalesce(from_step, 0) > 0, asked
            )
        ),
        8
    ) AS cohort,
    CASE
        WHEN predictions.attempt < again.last_attempt THEN 'superseded'
        WHEN ended IN ('failed', 'cancelled', 'does_not_fit', 'unsupported') THEN ended
        WHEN step_accuracy IS NULL AND output_correct IS NULL THEN if(traces.n_cut > 0, 'cut', 'unrated')
    END AS left_out
FROM predictions
LEFT JOIN traces USING (trace_id)
LEFT JOIN again
       ON again.trace_id = predictions.trace_id
      AND again.fingerprint = predictions.fingerprint
      AND again.protocol = predictions.protocol
      AND again.prompt_version = predictions.prompt_version
      AND again.mode = predictions.mode
      AND again.params = predictions.params
      AND again.seed = predictions.seed
      AND again.sample = predictions.sample
WHERE (model_::VARCHAR IS NULL OR model = model_)
  AND (mode_::VARCHAR IS NULL OR predictions.mode = mode_)
  AND (protocol_::VARCHAR IS NULL OR predictions.protocol = protocol_)
  AND (constrained_::BOOLEAN IS NULL OR constrained = constrained_)
  AND (later_::BOOLEAN IS NULL OR (coalesce(from_step, 0) > 0) = later_)
  AND (first_::BOOLEAN IS NULL OR predictions.sample = 0)
  AND (func_::VARCHAR IS NULL OR list_contains(traces.functions, func_))
  AND (
      (dataset_::VARCHAR IS NULL AND split_::VARCHAR IS NULL AND tag_::VARCHAR IS NULL)
      OR predictions.trace_id IN (
          SELECT trace_id
          FROM items
          WHERE (dataset_::VARCHAR IS NULL OR dataset = dataset_)
            AND (split_::VARCHAR IS NULL OR split = split_)
            AND (tag_::VARCHAR IS NULL OR list_contains(tags, tag_))
      )
  )

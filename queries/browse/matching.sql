-- Which rows of the index match? Each filter that is NULL lets everything through.
-- dataset, outcome, func, exception, min_steps, max_steps; text: in the name, or in the
-- source: programs are those that have it; said: the key of a prediction of it, see create_said
CREATE MACRO matching(
    dataset_, outcome_, func_, exception_, min_steps_, max_steps_, text_, programs_, said_
) AS TABLE
SELECT rowid AS place, *
FROM list
WHERE (outcome_::VARCHAR IS NULL OR outcome = outcome_)
  AND (func_::VARCHAR IS NULL OR list_contains(functions, func_))
  AND (exception_::VARCHAR IS NULL OR list_contains(exceptions, exception_))
  AND (min_steps_::INTEGER IS NULL OR n_steps >= min_steps_)
  AND (max_steps_::INTEGER IS NULL OR n_steps <= max_steps_)
  AND (dataset_::VARCHAR IS NULL OR list_contains(datasets, dataset_))
  AND (text_::VARCHAR IS NULL OR contains(name, text_) OR program_id IN (SELECT unnest(programs_::VARCHAR[])))
  AND (said_::VARCHAR IS NULL OR list_contains(said, said_))

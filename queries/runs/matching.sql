-- Which rows of the index match? Each filter that is NULL lets everything through.
-- outcome: unknown where nothing says; text: in the name or the task's id, or anywhere: found are the ids of those
-- that have it; below: whether sub-agents' runs are listed too
CREATE MACRO matching(
    dataset_, format_, agent_, model_, task_, repo_, outcome_, exit_status_, tool_, min_cost_, max_cost_,
    min_tokens_, max_tokens_, min_turns_, max_turns_, text_, found_, below_
) AS TABLE
SELECT rowid AS place, *
FROM list
WHERE (below_::BOOLEAN OR NOT below)
  AND (dataset_::VARCHAR IS NULL OR dataset = dataset_)
  AND (format_::VARCHAR IS NULL OR source_format = format_)
  AND (agent_::VARCHAR IS NULL OR agent = agent_)
  AND (model_::VARCHAR IS NULL OR model = model_)
  AND (task_::VARCHAR IS NULL OR task_id = task_)
  AND (repo_::VARCHAR IS NULL OR repo = repo_)
  AND (outcome_::VARCHAR IS NULL OR coalesce(outcome, 'unknown') = outcome_)
  AND (exit_status_::VARCHAR IS NULL OR exit_status = exit_status_)
  AND (tool_::VARCHAR IS NULL OR list_contains(tools, tool_))
  AND (min_cost_::DOUBLE IS NULL OR cost >= min_cost_)
  AND (max_cost_::DOUBLE IS NULL OR cost <= max_cost_)
  AND (min_tokens_::BIGINT IS NULL OR tokens >= min_tokens_)
  AND (max_tokens_::BIGINT IS NULL OR tokens <= max_tokens_)
  AND (min_turns_::INTEGER IS NULL OR n_turns >= min_turns_)
  AND (max_turns_::INTEGER IS NULL OR n_turns <= max_turns_)
  AND (
      text_::VARCHAR IS NULL
      OR contains(lower(name), lower(text_))
      OR contains(lower(task_id), lower(text_))
      OR trajectory_id IN (SELECT unnest(found_::VARCHAR[]))
  )

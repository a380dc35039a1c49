-- A shard of trajectories joins the index.
-- shard: its number; path: its file; shown: characters kept of the task
INSERT INTO list BY NAME
SELECT
    $shard AS shard,
    trajectory_id,
    name,
    source_format,
    agent,
    model,
    task_id,
    left(task, $shown) AS task,
    repo,
    dataset,
    outcome,
    outcome_from,
    score,
    exit_status,
    n_turns,
    n_calls,
    n_errors,
    n_edits,
    n_test_runs,
    tests_passed,
    tests_failed,
    tools,
    CASE
        WHEN prompt_tokens IS NULL THEN completion_tokens
        ELSE prompt_tokens + coalesce(completion_tokens, 0)
    END AS tokens,
    prompt_tokens,
    completion_tokens,
    max_context,
    cost,
    cost_method,
    seconds,
    started_at,
    imported_at,
    parent,
    regexp_extract(coalesce(source_member, source_file), '[^/]*$') AS source_file,
    false AS below
FROM read_parquet($path)

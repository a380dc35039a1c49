-- What each turn of a trajectory is, without its long texts.
-- $path its turns shard, $first the row of its first there, $n_turns how many, $trajectory_id itself
SELECT
    turn,
    source,
    kind,
    substr(message, 1, 400) AS words,
    substr(reasoning, 1, 200) AS thought,
    coalesce(length(message), 0) AS message,
    coalesce(length(reasoning), 0) AS reasoning,
    list_transform(
        calls,
        lambda c: {
            'tool': substr(c.tool, 1, 60),
            'kind': c.kind,
            'target': substr(c.target, 1, 200),
            'error': c.error,
            'malformed': c.malformed IS NOT NULL,
            'chars': coalesce(length(c.observation), 0),
            'trajectory': c.trajectory
        }
    ) AS calls,
    len(images) AS images,
    len(traces) AS traces,
    model,
    epoch_ms("at") AS "at",
    seconds,
    prompt_tokens,
    completion_tokens,
    cost,
    error IS NOT NULL AS error,
    copied
FROM read_parquet($path, file_row_number = true)
WHERE
    file_row_number >= $first
    AND file_row_number < $first + $n_turns
    AND trajectory_id = $trajectory_id
ORDER BY turn

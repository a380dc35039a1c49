-- Tokens and cost by model
-- How many tokens do the runs of each model take, and what do they cost?
-- Sums over the runs that know them; the shares are of their prompt and of what the model said.
-- $dataset VARCHAR = NULL: only runs of this dataset; any where NULL
-- chart: bar(model, cost)
SELECT
    model,
    count(*) AS runs,
    sum(n_turns)::BIGINT AS turns,
    sum(prompt_tokens)::BIGINT AS prompt_tokens,
    round(sum(cached_tokens) / nullif(sum(prompt_tokens), 0), 4) AS cached_share,
    sum(completion_tokens)::BIGINT AS completion_tokens,
    round(sum(reasoning_tokens) / nullif(sum(completion_tokens), 0), 4) AS reasoning_share,
    max(max_context) AS max_context,
    round(sum(cost), 4) AS cost,
    count(*) FILTER (cost_method IN ('derived', 'estimated')) AS not_recorded
FROM trajectories
WHERE $dataset::VARCHAR IS NULL OR dataset = $dataset::VARCHAR
GROUP BY model
ORDER BY cost DESC NULLS LAST, model

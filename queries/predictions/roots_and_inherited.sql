-- How many errors are inherited
-- How many wrong steps begin an error, and how many only carry one on?
-- `inherited_a_root`: wrong steps for each error that begins anew; high where a model carries on consistently
-- with what it got wrong.
-- $model VARCHAR = NULL: only this model; any where NULL
-- chart: bar(model, inherited_a_root, mode)
SELECT
    model,
    mode,
    count(*) AS predictions,
    sum(n_true)::BIGINT AS true_steps,
    sum(n_root)::BIGINT AS roots,
    sum(n_inherited)::BIGINT AS inherited,
    round(sum(n_inherited) / nullif(sum(n_root), 0), 3) AS inherited_a_root,
    round(sum(n_root) / nullif(sum(n_true), 0), 4) AS roots_a_step
FROM predictions
WHERE step_accuracy IS NOT NULL
  AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
GROUP BY model, mode
ORDER BY predictions DESC, model, mode

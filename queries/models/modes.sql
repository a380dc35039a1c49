-- How much help a model needs
-- On the same traces, how much better is a model that is given the truth step by step, or the true lines?
-- A trace counts where it was predicted under both modes; each mode by the mean of its predictions there.
-- `gain` is how much higher the share of right steps is than when running freely.
-- $against VARCHAR = 'full': the mode to compare with
-- chart: bar(model, gain, mode)
WITH rates AS (
    SELECT model, mode, trace_id, avg(step_accuracy) AS rate, avg(exact::INTEGER) AS exact
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode <> 'return'
    GROUP BY model, mode, trace_id
)
SELECT
    helped.model,
    helped.mode,
    count(*) AS traces,
    round(avg(free.rate), 4) AS free_step_accuracy,
    round(avg(helped.rate), 4) AS step_accuracy,
    round(avg(helped.rate) - avg(free.rate), 4) AS gain,
    round(avg(helped.exact) - avg(free.exact), 4) AS gain_exact
FROM rates AS helped
JOIN rates AS free ON free.model = helped.model AND free.trace_id = helped.trace_id
WHERE free.mode = $against::VARCHAR AND helped.mode <> $against::VARCHAR
GROUP BY helped.model, helped.mode
ORDER BY helped.model, gain DESC, helped.mode

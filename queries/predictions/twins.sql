-- Originals against their twins
-- Is a model as right about twins of a program, with other constants, names or inputs, as about it?
-- Twins are made by `tracewalk twin` and were really run. Paired: originals and twins of which the same model
-- was asked in the same way, several twins of an original counted as their mean. `difference`: share of steps
-- right, twins minus original, with its 95 % interval over originals. Below 0 the model goes by more than
-- what programs do: by memory of the originals, or by names and values like those that it was trained on.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- chart: bar(kind, difference, model)
WITH twins AS (
    SELECT DISTINCT traces.trace_id, traces.parent, replace(tag, 'twin:', '') AS kind
    FROM traces
    JOIN (SELECT trace_id, unnest(tags) AS tag FROM items) AS tagged USING (trace_id)
    WHERE starts_with(tag, 'twin:') AND traces.parent IS NOT NULL
),
rated AS (
    SELECT
        trace_id, model, fingerprint, protocol, prompt_version, params,
        avg(step_accuracy) AS steps_right,
        avg(exact::INTEGER) AS whole_right
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    GROUP BY ALL
),
pairs AS (
    SELECT
        twins.kind, twins.parent, original.model,
        count(*) AS twins,
        any_value(original.steps_right) AS original_steps,
        any_value(original.whole_right) AS original_whole,
        avg(twin.steps_right) AS twin_steps,
        avg(twin.whole_right) AS twin_whole
    FROM twins
    JOIN rated AS twin USING (trace_id)
    JOIN rated AS original
        ON original.trace_id = twins.parent
        AND original.model = twin.model
        AND original.fingerprint = twin.fingerprint
        AND original.protocol = twin.protocol
        AND original.prompt_version = twin.prompt_version
        AND original.params = twin.params
    GROUP BY twins.kind, twins.parent, original.model, original.fingerprint, original.protocol,
        original.prompt_version, original.params
),
compared AS (
    SELECT
        model, kind,
        count(*) AS originals,
        sum(twins)::BIGINT AS twins,
        avg(original_whole) AS original_whole_right,
        avg(twin_whole) AS twin_whole_right,
        avg(original_steps) AS original_steps_right,
        avg(twin_steps) AS twin_steps_right,
        avg(twin_steps - original_steps) AS difference,
        1.96 * stddev_samp(twin_steps - original_steps) / sqrt(count(*)) AS reach
    FROM pairs
    GROUP BY model, kind
)
SELECT
    model, kind, originals, twins,
    round(original_whole_right, 4) AS original_whole_right,
    round(twin_whole_right, 4) AS twin_whole_right,
    round(original_steps_right, 4) AS original_steps_right,
    round(twin_steps_right, 4) AS twin_steps_right,
    round(difference, 4) AS difference,
    round(difference - reach, 4) AS low,
    round(difference + reach, 4) AS high
FROM compared
ORDER BY model, kind

-- What can be compared: predictions of one model asked in one way, the largest first.
-- parameters: see matching
SELECT
    cohort,
    any_value(model) AS model,
    any_value(fingerprint) AS fingerprint,
    any_value(mode) AS mode,
    any_value(protocol) AS protocol,
    any_value(prompt_version) AS prompt_version,
    any_value(constrained) AS constrained,
    any_value(temperature) AS temperature,
    any_value(asked) AS asked,
    bool_or(coalesce(from_step, 0) > 0) AS later,
    count(*) AS predictions,
    count(*) FILTER (left_out IS NULL) AS scored,
    count(*) FILTER (left_out IS NULL AND exact) AS exact
FROM matching($model, $mode, $protocol, $constrained, $later, $first, $dataset, $split, $tag, $func)
GROUP BY cohort
ORDER BY predictions DESC, model, list_position(['full', 'step', 'action', 'return', 'score'], any_value(mode)), cohort

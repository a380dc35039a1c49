-- Models side by side
-- How right is each model, under each way of asking?
-- One row for predictions that can be compared with each other: of one model, asked in one way. The rates are
-- means over predictions, as in the papers. Not scored: those that failed, did not fit or have nothing to
-- rate.
-- chart: bar(model, exact, mode)
SELECT
    model,
    mode,
    protocol,
    constrained,
    temperature,
    count(*) AS predictions,
    count(DISTINCT trace_id) AS traces,
    round(avg(exact::INTEGER), 4) AS exact,
    round(avg(return_correct::INTEGER), 4) AS return_correct,
    round(avg(output_correct::INTEGER), 4) AS output_correct,
    round(avg(step_accuracy), 4) AS step_accuracy,
    round(avg(state_em), 4) AS state_em,
    round(avg(action_em), 4) AS action_em,
    round(avg(valid_format::INTEGER), 4) AS valid_format,
    quantile_disc(right_until, 0.5) AS median_right_until
FROM predictions
WHERE (step_accuracy IS NOT NULL OR output_correct IS NOT NULL)
  AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
GROUP BY model, mode, protocol, constrained, temperature
ORDER BY mode, exact DESC, model, protocol, constrained, temperature

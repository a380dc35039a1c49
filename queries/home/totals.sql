-- What is in the lake
-- How many traces, steps, programs and datasets are there?
-- nondeterministic: traces whose identity ran more than once and gave other steps; cut: traces with shortened
-- values.
-- chart: none
SELECT
    (SELECT count(*) FROM traces) AS traces,
    (SELECT coalesce(sum(n_steps), 0)::BIGINT FROM traces) AS steps,
    (SELECT count(*) FROM programs) AS programs,
    (SELECT count(DISTINCT dataset) FROM items) AS datasets,
    (SELECT count(*) FROM traces WHERE nondeterministic) AS nondeterministic,
    (SELECT count(*) FROM traces WHERE n_cut > 0) AS cut

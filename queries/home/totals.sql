-- How much is in the lake?
SELECT
    (SELECT count(*) FROM traces) AS traces,
    (SELECT coalesce(sum(n_steps), 0)::BIGINT FROM traces) AS steps,
    (SELECT count(*) FROM programs) AS programs,
    (SELECT count(DISTINCT dataset) FROM items) AS datasets,
    (SELECT count(*) FILTER (nondeterministic) FROM traces) AS nondeterministic,
    (SELECT count(*) FILTER (n_cut > 0) FROM traces) AS cut

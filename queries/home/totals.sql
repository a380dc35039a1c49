-- How much is in the lake?
SELECT
    (SELECT count(*) FROM traces) AS traces,
    (SELECT coalesce(sum(n_steps), 0)::BIGINT FROM traces) AS steps,
    (SELECT count(*) FROM programs) AS programs,
    (SELECT count(DISTINCT dataset) FROM items) AS datasets,
    (SELECT count(*) FROM traces WHERE nondeterministic) AS nondeterministic,
    (SELECT count(*) FROM traces WHERE n_cut > 0) AS cut

-- Runs that differ although they are the same
-- Which programs gave other steps when they ran again with the same input?
-- One row a set of runs. Different hash seeds explain most of them (sets, hash()); what is left reads clocks,
-- random numbers, addresses or the file system.
-- $limit BIGINT = 100: rows at most
-- chart: none
SELECT
    coalesce(run_of, trace_id) AS trace_id,
    arg_min(name, run) AS name,
    arg_min(entry, run) AS entry,
    count(*) AS runs,
    count(DISTINCT steps_digest) AS different,
    count(DISTINCT coalesce(result, error)) AS results,
    min(n_steps) AS shortest,
    max(n_steps) AS longest,
    list_sort(list(DISTINCT hash_seed)) AS hash_seeds,
    list(trace_id ORDER BY run, trace_id) AS traces
FROM traces
WHERE nondeterministic
GROUP BY coalesce(run_of, trace_id)
ORDER BY runs DESC, trace_id
LIMIT $limit::BIGINT

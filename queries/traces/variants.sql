-- Programs with the most runs
-- Which functions were run on the most inputs, and how differently did they go?
-- Rows of a dataset that differ only by their input are one function here: what `main` adds to the source is
-- left off. `ways`: how many of the runs differ in steps or values; `functions`: in which functions of theirs
-- ran.
-- $limit BIGINT = 50: rows at most
-- chart: bar(entry, runs)
WITH sources AS (
    SELECT program_id, md5(split_part(text, E'\n\ndef main():  # << START_OF_TRACE', 1)) AS source
    FROM programs
),
largest AS (
    -- chosen first: telling inputs and results apart is what takes time
    SELECT sources.source, traces.entry, min(traces.program_id) AS first_program
    FROM traces
    JOIN sources USING (program_id)
    GROUP BY sources.source, traces.entry
    ORDER BY count(*) DESC, first_program, traces.entry
    LIMIT $limit::BIGINT
)
SELECT
    largest.first_program AS program_id,
    traces.entry,
    count(*) AS runs,
    count(DISTINCT traces.input) AS inputs,
    count(DISTINCT coalesce(traces.result, traces.error)) AS results,
    count(DISTINCT traces.steps_digest) AS ways,
    count(DISTINCT traces.functions) AS functions,
    min(traces.n_steps) AS shortest,
    max(traces.n_steps) AS longest,
    min(traces.trace_id) AS trace_id
FROM traces
JOIN sources USING (program_id)
JOIN largest ON largest.source = sources.source AND largest.entry = traces.entry
GROUP BY largest.first_program, sources.source, traces.entry
ORDER BY runs DESC, program_id, traces.entry

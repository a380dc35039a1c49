-- Functions whose outcome changes with one input
-- Which functions end one way on most inputs, and another way on few?
-- An ending is the outcome, or the type of the exception that ended the run. `odd` is the rarest ending of a
-- function, `usual` the commonest; `input` and `trace_id` are of one odd run, `usual_trace` of a usual one to
-- compare it with. Rows of a dataset that differ only by their input are one function here.
-- $most BIGINT = 1: odd runs of a function at most
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH sources AS (
    SELECT program_id, md5(split_part(text, E'\n\ndef main():  # << START_OF_TRACE', 1)) AS source
    FROM programs
),
endings AS (
    SELECT
        sources.source,
        traces.entry,
        if(outcome = 'raised', regexp_extract(error, '^[A-Za-z_][\w.]*'), outcome) AS ending,
        count(*) AS runs,
        min(traces.trace_id) AS trace_id,
        arg_min(traces.input, traces.trace_id) AS input
    FROM traces
    JOIN sources USING (program_id)
    GROUP BY ALL
)
SELECT
    entry,
    sum(runs)::BIGINT AS all_runs,
    arg_max(ending, (runs, ending)) AS usual,
    max(runs) AS usual_runs,
    arg_min(ending, (runs, ending)) AS odd,
    min(runs) AS odd_runs,
    arg_min(input, (runs, ending)) AS input,
    arg_min(trace_id, (runs, ending)) AS trace_id,
    arg_max(trace_id, (runs, ending)) AS usual_trace
FROM endings
GROUP BY source, entry
HAVING count(*) > 1 AND min(runs) <= $most::BIGINT
ORDER BY odd_runs, all_runs DESC, trace_id
LIMIT $limit::BIGINT

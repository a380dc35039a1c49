-- How many tokens a trace takes
-- Which traces fit the context of a model that reads CWM's format?
-- Tokens of prompt and trace together, estimated from their characters as `export --max-tokens` does: 2.4
-- characters a token in values, 3.1 in source lines. Meant for what fits, not for what is billed. The wrapper
-- that a prompt adds to an entry with arguments is not counted: 50 to 200 tokens. Traces with the smallest
-- ids are looked at; the most tokens come first.
-- $context BIGINT = 131072: tokens that the model's context has
-- $fits BOOLEAN = NULL: only those that fit, or only those that do not; all where NULL
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $sample BIGINT = 2000: traces looked at
-- $limit BIGINT = 1000: rows at most
-- chart: histogram(tokens)
WITH chosen AS (
    SELECT trace_id, list_distinct(list_transform(files, lambda f: f.program_id)) AS programs
    FROM traces
    WHERE $dataset::VARCHAR IS NULL
       OR trace_id IN (SELECT items.trace_id FROM items WHERE dataset = $dataset::VARCHAR)
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
moments AS (
    SELECT
        steps.trace_id,
        step,
        event,
        frame_id,
        steps.program_id,
        line,
        value,
        changes,
        lag(frame_id) OVER (PARTITION BY steps.trace_id ORDER BY step) AS frame_before
    FROM steps
    JOIN chosen ON steps.trace_id = chosen.trace_id
),
changed AS (
    SELECT trace_id, frame_id, step, unnest(changes) AS change FROM moments
),
moved AS (
    SELECT
        trace_id,
        frame_id,
        step,
        len(change.name) AS name,
        (change.type IS NOT NULL)::INTEGER AS bound,
        coalesce(len(change.value), 0) AS size,
        lag(bound, 1, 0) OVER before AS was_bound,
        lag(size, 1, 0) OVER before AS was_size
    FROM changed
    WINDOW before AS (PARTITION BY trace_id, frame_id, change.name ORDER BY step)
),
-- An observation names every local; one that is unchanged since the frame's previous step takes `..` for its
-- value, but where another frame ran between, all are written in full.
summed AS (
    SELECT
        trace_id,
        frame_id,
        step,
        sum((bound - was_bound) * (name + 8)) AS names,
        sum(bound - was_bound) AS locals,
        sum(size - was_size) AS sizes,
        sum(bound * (size - 2)) AS written
    FROM moved
    GROUP BY ALL
),
observed AS (
    SELECT
        moments.trace_id,
        event IN ('call', 'line', 'resume') AS observes,
        CASE
            -- An exception is a tuple of its class, itself and its traceback; who leaves by one gives None.
            WHEN event = 'exception' THEN len(value) + len(split_part(value, '(', 1)) + 36
            WHEN event = 'unwind' THEN len('None') + 2
            WHEN NOT observes THEN coalesce(len(value), -2) + 2
            WHEN frame_before IS DISTINCT FROM moments.frame_id
            THEN greatest(coalesce(sum(names) OVER frame + sum(sizes) OVER frame, 0), 2)
            ELSE greatest(
                coalesce(sum(names) OVER frame + 2 * sum(locals) OVER frame, 0) + coalesce(written, 0), 2
            )
        END AS said,
        CASE WHEN observes OR (value IS NULL AND event <> 'unwind') THEN 3 ELSE 4 END AS specials,
        coalesce(len(string_split(text, E'\n')[line]) + 1, 0) AS source
    FROM moments
    LEFT JOIN summed USING (trace_id, frame_id, step)
    LEFT JOIN programs ON programs.program_id = moments.program_id
    WINDOW frame AS (PARTITION BY moments.trace_id, moments.frame_id ORDER BY step)
),
prompted AS (
    SELECT trace_id, sum(len(text)) AS source
    FROM (SELECT trace_id, unnest(programs) AS program_id FROM chosen)
    JOIN programs USING (program_id)
    GROUP BY trace_id
),
estimated AS (
    SELECT
        trace_id,
        count(*) AS steps,
        4 + sum(specials)
        + ceil(
            sum(said) / (33.97 / 14.29)
            + (any_value(prompted.source) + sum(observed.source)) / (28.17 / 9.21)
        ) AS tokens
    FROM observed
    JOIN prompted USING (trace_id)
    GROUP BY trace_id
)
SELECT trace_id, name, steps, tokens::BIGINT AS tokens, tokens <= $context::BIGINT AS fits
FROM estimated
JOIN traces USING (trace_id)
WHERE $fits::BOOLEAN IS NULL OR (tokens <= $context::BIGINT) = $fits::BOOLEAN
ORDER BY tokens DESC, trace_id
LIMIT $limit::BIGINT

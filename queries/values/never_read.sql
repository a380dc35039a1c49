-- Variables that are written and never read
-- Which locals does a function set, and no line of it mention again?
-- Reads are not recorded: they are approximated from the source text. The lines of a function are those from
-- the line at which it is called to the next one that is not indented more. A name is read where it stands as
-- a word, in code, strings or comments alike, other than as what is set: in `name = ..`, `name, name = ..`,
-- `for name in`, `as name`, `name :=`, after `del`, `global` and `nonlocal`, and in the parentheses of `def`.
-- So `n += 1` reads n, and a name in a comment hides it. Names that begin with _ or are not ASCII are left
-- out, so are modules, class bodies, lambdas and comprehensions. A fair sample of the traces is looked at:
-- those with the smallest ids, which are hashes.
-- $sample BIGINT = 5000: traces looked at
-- $limit BIGINT = 100: rows at most
-- chart: none
WITH chosen AS (
    SELECT trace_id
    FROM traces
    ORDER BY trace_id
    LIMIT $sample::BIGINT
),
written AS (
    SELECT trace_id, step, event, program_id, func, unnest(changes) AS change
    FROM steps
    WHERE trace_id IN (SELECT trace_id FROM chosen)
),
names AS (
    SELECT
        program_id,
        func,
        change.name AS name,
        count(*) AS changes,
        count(DISTINCT trace_id) AS traces,
        min(trace_id) AS trace_id,
        arg_min(step, (trace_id, step)) AS step,
        left(arg_min(change.value, (trace_id, step)), 80) AS value,
        bool_or(event = 'call') AS parameter
    FROM written
    WHERE change.type IS NOT NULL AND regexp_full_match(change.name, '[A-Za-z]\w*')
    GROUP BY ALL
),
begins AS (
    SELECT program_id, func, min(line) AS first_line
    FROM steps
    WHERE event = 'call' AND NOT ends_with(func, '>') AND trace_id IN (SELECT trace_id FROM chosen)
    GROUP BY ALL
),
source AS (
    SELECT
        program_id,
        unnest(string_split(text, E'\n')) AS text,
        generate_subscripts(string_split(text, E'\n'), 1) AS line
    FROM programs
    WHERE program_id IN (SELECT program_id FROM begins)
),
lines AS (
    SELECT program_id, line, text, length(text) - length(ltrim(text)) AS indent
    FROM source
    WHERE trim(text, E' \t\r') <> ''
),
heads AS (
    -- a decorator's line comes before that of `def`
    SELECT
        begins.program_id,
        begins.func,
        min(lines.line) AS head,
        arg_min(lines.indent, lines.line) AS indent,
        arg_min(lines.text, lines.line) AS text
    FROM begins
    JOIN lines ON lines.program_id = begins.program_id
              AND lines.line >= begins.first_line
              AND regexp_matches(lines.text, '^\s*((async\s+)?def|class)\b')
    GROUP BY begins.program_id, begins.func
),
bodies AS (
    -- up to the next line that is not indented more; a parenthesis that closes the head is none
    SELECT heads.program_id, heads.func, heads.head, coalesce(min(lines.line), 2147483647) AS after
    FROM heads
    LEFT JOIN lines ON lines.program_id = heads.program_id
                   AND lines.line > heads.head
                   AND lines.indent <= heads.indent
                   AND NOT starts_with(ltrim(lines.text), ')')
    WHERE NOT regexp_matches(heads.text, '^\s*class\b')
    GROUP BY heads.program_id, heads.func, heads.head
),
stripped AS (
    SELECT
        program_id,
        line,
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(text, '^\s*(async\s+)?def\s+\w+\s*\([^)]*\)?', ''),
                        '\bfor\s+[\w\s,()*]+?\s+in\b', 'in', 'g'
                    ),
                    '\bas\s+\w+|\b\w+\s*:=', '', 'g'
                ),
                '^\s*(global|nonlocal)\s.*|^\s*del\s+\w+(\s*,\s*\w+)*\s*$', ''
            ),
            '^\s*\w+((\s*,\s*\*?\w+)*|\s*:[^=]+?)\s*=([^=]|$)', '\3'
        ) AS text
    FROM lines
),
reads AS (
    SELECT DISTINCT
        bodies.program_id,
        bodies.func,
        unnest(regexp_extract_all(stripped.text, '[A-Za-z_]\w*')) AS name
    FROM bodies
    JOIN stripped ON stripped.program_id = bodies.program_id
                 AND stripped.line >= bodies.head
                 AND stripped.line < bodies.after
)
SELECT
    names.func,
    names.program_id,
    names.name,
    names.parameter,
    names.changes,
    names.traces,
    names.trace_id,
    names.step,
    names.value
FROM names
JOIN bodies USING (program_id, func)
ANTI JOIN reads ON reads.program_id = names.program_id AND reads.func = names.func AND reads.name = names.name
ORDER BY names.changes DESC, names.program_id, names.func, names.name
LIMIT $limit::BIGINT

-- What the figures are made of, a row a task: of `candidates`, the rows of queries/verified/candidates.sql.
SELECT
    task_id,
    count(*) AS candidates,
    count(passes) AS known,
    count(*) FILTER (passes) AS passing,
    coalesce(avg(passes::INTEGER) FILTER (best), 0) AS chosen,
    coalesce(bool_or(yes + no > 0) FILTER (passes IS NOT NULL), false) AS spoken,
    count(*) FILTER (accepted AND passes) AS candidates_accepted_right,
    count(*) FILTER (accepted AND NOT passes) AS candidates_accepted_wrong,
    count(*) FILTER (NOT accepted AND passes) AS candidates_rejected_right,
    count(*) FILTER (NOT accepted AND NOT passes) AS candidates_rejected_wrong,
    count(*) FILTER (accepted IS NULL AND passes) AS candidates_silent_right,
    count(*) FILTER (accepted IS NULL AND NOT passes) AS candidates_silent_wrong,
    sum(checks)::BIGINT AS checks,
    sum(matched)::BIGINT AS matched,
    sum(matches)::BIGINT AS matches,
    sum(accepted_right)::BIGINT AS checks_accepted_right,
    sum(accepted_wrong)::BIGINT AS checks_accepted_wrong,
    sum(rejected_right)::BIGINT AS checks_rejected_right,
    sum(rejected_wrong)::BIGINT AS checks_rejected_wrong,
    sum(silent_right)::BIGINT AS checks_silent_right,
    sum(silent_wrong)::BIGINT AS checks_silent_wrong,
    sum(silent)::BIGINT AS silent,
    sum(unended)::BIGINT AS unended,
    sum(tokens)::BIGINT AS tokens,
    -- digits by their number: HumanEval/9 before HumanEval/10
    array_to_string(
        list_transform(
            regexp_extract_all(task_id, '[0-9]+|[^0-9]+'),
            lambda part: if(regexp_matches(part, '^[0-9]'), lpad(part, greatest(12, len(part))::INTEGER, '0'), part)
        ),
        ''
    ) AS sort_name
FROM candidates
GROUP BY task_id
ORDER BY sort_name, task_id

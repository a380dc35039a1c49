-- Candidates as they were judged: of the checks of one author and one way of predicting.
-- $problem_set, $author, $written, $model, $fingerprint, $predicted_by, $params
WITH mine AS (
    FROM checks
    WHERE problem_set = $problem_set::VARCHAR
      AND author IS NOT DISTINCT FROM $author::VARCHAR
      AND written IS NOT DISTINCT FROM $written::VARCHAR
      AND model = $model::VARCHAR
      AND fingerprint = $fingerprint::VARCHAR
      AND predicted_by = $predicted_by::VARCHAR
      AND params = $params::VARCHAR
),
tried AS (
    SELECT
        task_id,
        candidate,
        bool_and(candidate_origin = 'bench' AND input_origin = 'bench') AS is_output,
        bool_and(coalesce(match, false)) FILTER (actual_outcome IS NOT NULL) AS says_right,
        count(*) FILTER (expected_origin = 'bench') AS bench,
        count(*) FILTER (expected_origin = 'bench' AND accepts) AS bench_accepted,
        count(*) FILTER (expected_origin = 'bench' AND NOT accepts) AS bench_rejected,
        bool_and(true_pass) FILTER (expected_origin = 'bench') AS bench_passes,
        count(*) FILTER (expected_origin <> 'bench') AS own,
        count(*) FILTER (expected_origin <> 'bench' AND accepts) AS own_accepted,
        count(*) FILTER (expected_origin <> 'bench' AND NOT accepts) AS own_rejected,
        bool_and(true_pass) FILTER (expected_origin <> 'bench') AS own_passes,
        count(*) AS checks,
        count(match) AS matched,
        count(*) FILTER (match) AS matches,
        count(*) FILTER (accepts AND true_pass) AS accepted_right,
        count(*) FILTER (accepts AND NOT true_pass) AS accepted_wrong,
        count(*) FILTER (NOT accepts AND true_pass) AS rejected_right,
        count(*) FILTER (NOT accepts AND NOT true_pass) AS rejected_wrong,
        count(*) FILTER (accepts IS NULL AND true_pass) AS silent_right,
        count(*) FILTER (accepts IS NULL AND NOT true_pass) AS silent_wrong,
        count(*) FILTER (accepts IS NULL AND expected IS NOT NULL) AS silent,
        count(*) FILTER (actual_outcome IS NULL OR actual_outcome IN ('truncated', 'died')) AS unended,
        coalesce(sum(tokens), 0)::BIGINT AS tokens
    FROM mine
    GROUP BY task_id, candidate
),
judged AS (
    -- The truth is told by the problem's own tests, where it has any; the model's verdict is about those of the
    -- author, where there are any. Of a given program whose output is asked for, the prediction itself is what is
    -- right or wrong.
    SELECT
        *,
        if(is_output, says_right, if(bench > 0, bench_passes, own_passes)) AS passes,
        if(is_output, 0, if(own > 0, own, bench)) AS words,
        if(is_output, 0, if(own > 0, own_accepted, bench_accepted)) AS yes,
        if(is_output, 0, if(own > 0, own_rejected, bench_rejected)) AS no,
        CASE WHEN no > 0 THEN false WHEN yes > 0 AND yes = words THEN true END AS accepted,
        coalesce(yes / nullif(words, 0), 0) AS score
    FROM tried
)
SELECT
    * EXCLUDE (says_right, bench_accepted, bench_rejected, bench_passes, own_accepted, own_rejected, own_passes),
    -- what the verdict finds alike is drawn from
    passes IS NOT NULL AND score = max(score) FILTER (passes IS NOT NULL) OVER (PARTITION BY task_id) AS best
FROM judged
ORDER BY task_id, candidate

-- Each candidate as it was judged: of the checks of one author and one way of predicting.
CREATE OR REPLACE MACRO candidates() AS TABLE
WITH
_tried AS (
    SELECT
        problem_set,
        author,
        written,
        model,
        fingerprint,
        predicted_by,
        params,
        task_id,
        candidate,
        bool_and(candidate_origin = 'bench' AND input_origin = 'bench') AS is_output,
        bool_and(coalesce(match, false)) FILTER (actual_outcome IS NOT NULL) AS _says_right,
        count(*) FILTER (expected_origin = 'bench') AS bench,
        count(*) FILTER (expected_origin = 'bench' AND accepts) AS _bench_accepted,
        count(*) FILTER (expected_origin = 'bench' AND NOT accepts) AS _bench_rejected,
        bool_and(true_pass) FILTER (expected_origin = 'bench') AS _bench_passes,
        count(*) FILTER (expected_origin <> 'bench') AS own,
        count(*) FILTER (expected_origin <> 'bench' AND accepts) AS _own_accepted,
        count(*) FILTER (expected_origin <> 'bench' AND NOT accepts) AS _own_rejected,
        bool_and(true_pass) FILTER (expected_origin <> 'bench') AS _own_passes,
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
        coalesce(sum(tokens), 0)::BIGINT AS tokens,
        min(trace_id) AS trace_id
    FROM main.checks
    GROUP BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id, candidate
),
_judged AS (
    -- The truth is told by the problem's own tests, where it has any; the model's verdict is about those of
    -- the author, where there are any. Of a given program whose output is asked for, the prediction itself is
    -- what is right or wrong.
    SELECT
        *,
        if(is_output, _says_right, if(bench > 0, _bench_passes, _own_passes)) AS passes,
        if(is_output, 0, if(own > 0, own, bench)) AS words,
        if(is_output, 0, if(own > 0, _own_accepted, _bench_accepted)) AS yes,
        if(is_output, 0, if(own > 0, _own_rejected, _bench_rejected)) AS no,
        CASE WHEN no > 0 THEN false WHEN yes > 0 AND yes = words THEN true END AS accepted,
        coalesce(yes / nullif(words, 0), 0) AS score
    FROM _tried
)
SELECT
    * EXCLUDE (
        _says_right,
        _bench_accepted,
        _bench_rejected,
        _bench_passes,
        _own_accepted,
        _own_rejected,
        _own_passes
    ),
    -- what the verdict finds alike is drawn from
    passes IS NOT NULL
    AND score = max(score) FILTER (passes IS NOT NULL) OVER (
        PARTITION BY problem_set, author, written, model, fingerprint, predicted_by, params, task_id
    ) AS best
FROM _judged;

COMMENT ON MACRO TABLE candidates IS
'Each candidate of a problem as it was judged, by who wrote and who predicted, and how: passes where it '
'passes all tests of the benchmark, or where there are none those of its author (where the output of a '
'given program is asked for, is_output: where the prediction is right), NULL where that is not known; '
'accepted where the model accepts all tests of the author (of the benchmark, where the author wrote none), '
'false where it rejects one, NULL where it says nothing of some; score is the share that it accepts, and '
'best whether no other of the task has more.';

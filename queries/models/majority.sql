-- What the majority of samples says
-- Is the output that most samples agree on right more often than a single one?
-- Of traces with several samples of a model that was asked in one way. Outputs are compared as texts; where
-- several are the commonest, the one that sorts last is taken. Samples without an output do not vote.
-- $model VARCHAR = NULL: only this model; any where NULL
-- chart: none
WITH drawn AS (
    SELECT
        model,
        mode,
        temperature,
        hash(fingerprint, protocol, prompt_version, params) AS asked,
        trace_id,
        output,
        coalesce(output_correct, return_correct) AS is_right
    FROM predictions
    WHERE ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
      AND coalesce(output_correct, return_correct) IS NOT NULL
),
votes AS (
    SELECT model, mode, temperature, asked, trace_id, output, count(*) AS votes, bool_or(is_right) AS is_right
    FROM drawn
    GROUP BY ALL
),
traces_of AS (
    SELECT
        model,
        mode,
        temperature,
        sum(votes) AS samples,
        sum(if(is_right, votes, 0)) AS n_right,
        bool_or(is_right) AS any_right,
        arg_max(is_right, (votes, output)) FILTER (output IS NOT NULL) AS majority_right
    FROM votes
    GROUP BY model, mode, temperature, asked, trace_id
    HAVING sum(votes) > 1
)
SELECT
    model,
    mode,
    temperature,
    count(*) AS traces,
    sum(samples)::BIGINT AS samples,
    round(avg(n_right / samples), 4) AS one_sample,
    round(avg(coalesce(majority_right, false)::INTEGER), 4) AS majority,
    round(avg(any_right::INTEGER), 4) AS any_of_them
FROM traces_of
GROUP BY model, mode, temperature
ORDER BY model, mode, temperature

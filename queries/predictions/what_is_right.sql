-- What distinguishes the traces that a model gets right
-- How does the share of wholly right predictions change with length, depth, calls, loops and value types?
-- `feature` and `bin` say which traces are counted; a bin of numbers is named by its lower edge. A trace with
-- values of several types counts in each. `iterations`: how often its most repeated line ran in one
-- activation.
-- $model VARCHAR = NULL: only this model; any where NULL
-- $mode VARCHAR = 'full': how the model was asked: full, step, action, return or score
-- $sample BIGINT = 20000: predictions looked at, a fair sample by their ids
-- chart: bar(bin, share, feature)
WITH chosen AS (
    SELECT prediction_id, trace_id, exact, n_true
    FROM predictions
    WHERE step_accuracy IS NOT NULL
      AND ended NOT IN ('failed', 'cancelled', 'does_not_fit', 'unsupported')
      AND mode = $mode::VARCHAR
      AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
    ORDER BY prediction_id
    LIMIT $sample::BIGINT
),
told AS (
    SELECT
        prediction_id,
        max(iteration) + 1 AS iterations,
        list_distinct(flatten(list(list_transform(judged, lambda j: j.type)))) AS types
    FROM predicted_steps
    WHERE prediction_id IN (SELECT prediction_id FROM chosen) AND truth IS NOT NULL AND NOT seed
    GROUP BY prediction_id
),
known AS (
    SELECT
        chosen.exact,
        chosen.n_true AS steps,
        traces.max_depth AS depth,
        traces.n_frames AS calls,
        told.iterations,
        len(traces.exceptions) > 0 AS raises,
        told.types
    FROM chosen
    JOIN traces USING (trace_id)
    LEFT JOIN told USING (prediction_id)
),
numbers AS (
    SELECT
        exact,
        unnest(['steps', 'depth', 'calls', 'iterations']) AS feature,
        unnest([steps, depth, calls, iterations]) AS number
    FROM known
),
binned AS (
    SELECT
        exact,
        feature,
        CASE
            WHEN number < 3 THEN number
            WHEN number < 5 THEN 3
            WHEN number < 10 THEN 5
            WHEN number < 20 THEN 10
            WHEN number < 50 THEN 20
            WHEN number < 100 THEN 50
            WHEN number < 1000 THEN 100
            ELSE 1000
        END AS place
    FROM numbers
    WHERE number IS NOT NULL
),
features AS (
    SELECT exact, feature, place, place::VARCHAR AS bin FROM binned
    UNION ALL
    SELECT exact, 'raises an exception', NULL, if(raises, 'yes', 'no') FROM known
    UNION ALL
    SELECT exact, 'value type', NULL, unnest(types) FROM known
)
SELECT
    feature,
    bin,
    count(*) AS predictions,
    count(*) FILTER (exact) AS wholly_right,
    round(count(*) FILTER (exact) / count(*), 4) AS share
FROM features
GROUP BY feature, place, bin
ORDER BY
    list_position(['steps', 'depth', 'calls', 'iterations', 'raises an exception', 'value type'], feature),
    place,
    predictions DESC,
    bin

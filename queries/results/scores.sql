-- Scores on benchmarks
-- How well does each model do on each benchmark, beside what papers report?
-- One row for each run of a model. `counted`: from results of single tasks, as the mean over tasks; the
-- 95 % interval is Wilson's over tasks, a little wide where a task has several answers. `total`: a file
-- says only the score of the whole. `published`: a paper or a model card says so; as none says how many
-- passed, there is no interval.
-- $suite VARCHAR = NULL: only this benchmark; any where NULL
-- $model VARCHAR = NULL: only this model; any where NULL
-- chart: bar(model, score, suite)
WITH tasks AS (
    SELECT
        suite,
        suite_version,
        model,
        metric,
        source,
        task_id,
        avg(value) AS score,
        count(*) AS answers,
        max(source_file) AS source_file
    FROM results
    WHERE task_id IS NOT NULL
    GROUP BY suite, suite_version, model, metric, source, task_id
),
counted AS (
    SELECT
        suite,
        suite_version,
        model,
        metric,
        source,
        avg(score) AS score,
        count(*) AS tasks,
        sum(answers)::BIGINT AS answers,
        count(*) FILTER (score > 0) AS ever_passed,
        max(source_file) AS source_file
    FROM tasks
    GROUP BY suite, suite_version, model, metric, source
),
told AS (
    SELECT results.*
    FROM results
    ANTI JOIN counted
        ON counted.suite = results.suite
       AND counted.model = results.model
       AND counted.metric = results.metric
       AND counted.source = results.source
       -- a file that names a part of its tasks says the whole better
       AND counted.tasks >= coalesce(results.n, 0)
    WHERE results.task_id IS NULL
),
ways AS (
    SELECT
        suite,
        suite_version,
        model,
        metric,
        'counted' AS kind,
        score,
        wilson_low(score, tasks) AS low,
        wilson_high(score, tasks) AS high,
        tasks,
        answers,
        ever_passed,
        source,
        source_file
    FROM counted
    ANTI JOIN told
        ON told.suite = counted.suite
       AND told.model = counted.model
       AND told.metric = counted.metric
       AND told.source = counted.source
    UNION ALL
    SELECT
        suite,
        suite_version,
        model,
        metric,
        if(published, 'published', 'total') AS kind,
        value AS score,
        if(passed IS NULL, NULL, wilson_low(value, n)) AS low,
        if(passed IS NULL, NULL, wilson_high(value, n)) AS high,
        n::BIGINT AS tasks,
        NULL AS answers,
        passed::BIGINT AS ever_passed,
        source,
        source_file
    FROM told
)
SELECT * REPLACE (round(score, 4) AS score, round(low, 4) AS low, round(high, 4) AS high)
FROM ways
WHERE ($suite::VARCHAR IS NULL OR suite = $suite::VARCHAR)
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
ORDER BY suite, suite_version, metric, score DESC, model, source

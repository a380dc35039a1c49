-- What the lake has of each result: found by its own ids, else by the task and the model.
CREATE OR REPLACE MACRO result_links(of_suite VARCHAR := NULL, of_task VARCHAR := NULL) AS TABLE
WITH
_asked AS (
    SELECT
        *,
        -- a dataset or problem set goes by the suite's own name, or by one that begins as the suite does
        string_split(lower(suite), '-')[1] AS _family
    FROM main.results
    WHERE task_id IS NOT NULL
      AND (of_suite IS NULL OR suite = of_suite)
      AND (of_task IS NULL OR task_id = of_task)
),
_tasks AS (SELECT DISTINCT suite, _family, task_id FROM _asked),
_runs AS (
    SELECT
        _asked.result_id,
        arg_min(
            trajectories.trajectory_id,
            (
                (trajectories.outcome = 'solved') <> coalesce(_asked.passed = 1, false),
                trajectories.started_at,
                trajectories.trajectory_id
            )
        ) AS trajectory_id
    FROM _asked
    JOIN main.trajectories
        -- a bare number names tasks of many suites
        ON trajectories.task_id = _asked.task_id AND NOT regexp_full_match(_asked.task_id, '[0-9]+')
    WHERE main.same_model(trajectories.model, _asked.model)
    GROUP BY _asked.result_id
),
_traced AS (
    SELECT _tasks.suite, _tasks.task_id, min(items.trace_id) AS trace_id
    FROM _tasks
    JOIN main.items
        ON items.task_id = _tasks.task_id
       AND (lower(items.dataset) = lower(_tasks.suite) OR starts_with(lower(items.dataset), _tasks._family))
    GROUP BY _tasks.suite, _tasks.task_id
),
_checked AS (
    SELECT
        _asked.result_id,
        arg_min(
            checks.check_id,
            (
                checks.candidate <> coalesce(_asked.sample, 0),
                NOT coalesce(checks.match, false),
                checks.predicted_by,
                checks.check_id
            )
        ) AS check_id
    FROM _asked
    JOIN main.checks
        ON checks.task_id = _asked.task_id
       AND (
           lower(checks.problem_set) = lower(_asked.suite)
           OR starts_with(lower(checks.problem_set), _asked._family)
       )
    WHERE main.same_model(checks.model, _asked.model)
       OR main.same_model(checks.author, _asked.model)
    GROUP BY _asked.result_id
),
_places AS (
    SELECT
        _asked.result_id,
        _asked.model,
        _asked.sample,
        coalesce(_asked.trajectory_id, _runs.trajectory_id) AS trajectory_id,
        coalesce(_asked.trace_id, _traced.trace_id, checks.trace_id) AS trace_id,
        coalesce(_asked.check_id, _checked.check_id) AS check_id,
        _asked.prediction_id
    FROM _asked
    LEFT JOIN _runs USING (result_id)
    LEFT JOIN _traced USING (suite, task_id)
    LEFT JOIN _checked USING (result_id)
    LEFT JOIN main.checks ON checks.check_id = coalesce(_asked.check_id, _checked.check_id)
),
_said AS (
    SELECT
        _places.result_id,
        arg_min(
            predictions.prediction_id,
            (
                predictions.sample <> coalesce(_places.sample, 0),
                predictions.mode <> 'full',
                predictions.prediction_id
            )
        ) AS prediction_id
    FROM _places
    JOIN main.predictions USING (trace_id)
    WHERE main.same_model(predictions.model, _places.model)
    GROUP BY _places.result_id
)
SELECT
    _places.result_id,
    _places.trajectory_id,
    _places.trace_id,
    _places.check_id,
    coalesce(_places.prediction_id, _said.prediction_id) AS prediction_id
FROM _places
LEFT JOIN _said USING (result_id);

COMMENT ON MACRO TABLE result_links IS
'What the lake has of each result of a task, one row each: its own ids, else the run, check and prediction '
'of the same model on the same task, and the task''s trace in a dataset or problem set that is called as the '
'suite begins (cruxeval for cruxeval-output).
of_suite: only results of this suite
of_task: only results of this task';

-- One row per benchmark result: a model's score on a suite, or on one task of it.
CREATE OR REPLACE VIEW results AS FROM _results;

COMMENT ON VIEW results IS
    'Benchmark results: one row for each score of a model on a suite, or on one task of it.';
COMMENT ON COLUMN results.result_id IS
    'A hash of what makes it this result: suite, task, model, metric, sample and source.';
COMMENT ON COLUMN results.suite IS 'The benchmark, such as cruxeval-output.';
COMMENT ON COLUMN results.suite_version IS 'The version of the benchmark; NULL where nothing says it.';
COMMENT ON COLUMN results.task_id IS 'The task; NULL for the score of the whole suite.';
COMMENT ON COLUMN results.model IS 'The model that was scored.';
COMMENT ON COLUMN results.metric IS 'What is counted, such as pass@1 or resolved.';
COMMENT ON COLUMN results.value IS 'The score: from 0 to 1 where it is a share.';
COMMENT ON COLUMN results.sample IS
    'The number of the answer among several to one task, from 0; NULL: the value is over all of them.';
COMMENT ON COLUMN results.n IS 'How many tasks or answers the value is over.';
COMMENT ON COLUMN results.passed IS 'How many of them passed.';
COMMENT ON COLUMN results.published IS 'Whether a paper reports it, and it cannot be counted here.';
COMMENT ON COLUMN results.source IS 'Where it is from: paper and table, or what made the file.';
COMMENT ON COLUMN results.source_file IS 'The file that it was imported from.';
COMMENT ON COLUMN results.trajectory_id IS 'The agent''s run that it scores, where the lake has it.';
COMMENT ON COLUMN results.trace_id IS 'The trace that it scores, where the lake has it.';
COMMENT ON COLUMN results.check_id IS 'The check that it scores, where the lake has it.';
COMMENT ON COLUMN results.prediction_id IS 'The prediction that it scores, where the lake has it.';
COMMENT ON COLUMN results.answer IS 'What the model answered.';
COMMENT ON COLUMN results.reasoning IS 'What it said before the answer.';
COMMENT ON COLUMN results.created_at IS 'When it was imported.';

-- One row per problem that somebody was to solve: what the text says that a program is to do.
CREATE OR REPLACE VIEW problems AS FROM _problems;

COMMENT ON VIEW problems IS 'Problems of the self-verification loop: one row for each text of a task.';
COMMENT ON COLUMN problems.problem_id IS 'A hash of the set, the task and the text.';
COMMENT ON COLUMN problems.problem_set IS 'The problem set, such as mbpp.';
COMMENT ON COLUMN problems.task_id IS 'The problem, as checks name it.';
COMMENT ON COLUMN problems.entry IS 'The function that tests call.';
COMMENT ON COLUMN problems.text IS 'What the program is to do, as its author was told.';
COMMENT ON COLUMN problems.created_at IS 'When it was kept.';

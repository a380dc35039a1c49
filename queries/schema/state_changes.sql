-- One row per thing that a call changed.
CREATE OR REPLACE VIEW state_changes AS FROM _state_changes;

COMMENT ON VIEW state_changes IS
    'What turns changed: one row for each file, working directory, run of tests or commit.';
COMMENT ON COLUMN state_changes.trajectory_id IS 'The trajectory that the change belongs to.';
COMMENT ON COLUMN state_changes.number IS 'The number of the change in its trajectory, from 0.';
COMMENT ON COLUMN state_changes.turn IS 'The turn that made it.';
COMMENT ON COLUMN state_changes.call IS
    'The number of the call in that turn, from 0; -1: the turn as a whole.';
COMMENT ON COLUMN state_changes.kind IS 'What changed: file, cwd, open_file, tests or commit.';
COMMENT ON COLUMN state_changes.method IS
    'recorded: as the log has it; derived: worked out from it; estimated: by a rule of thumb.';
COMMENT ON COLUMN state_changes.how IS
    'What it was taken from, such as heredoc, sed or pytest; git diff and output: a print that is kept.';
COMMENT ON COLUMN state_changes.path IS 'The path of the file.';
COMMENT ON COLUMN state_changes.old_path IS 'Its path before a rename.';
COMMENT ON COLUMN state_changes.action IS 'create, edit, delete or rename; NULL for what is no file.';
COMMENT ON COLUMN state_changes.diff IS
    'The change as a unified diff, without the lines that name the files.';
COMMENT ON COLUMN state_changes.before IS 'The whole content before, where it is known.';
COMMENT ON COLUMN state_changes.after IS 'The whole content after, where it is known.';
COMMENT ON COLUMN state_changes.value IS
    'The directory of cwd, the path of open_file, the id or message of a commit.';
COMMENT ON COLUMN state_changes.passed IS 'Tests that passed in a run of tests.';
COMMENT ON COLUMN state_changes.failed IS 'Tests that failed in it.';
COMMENT ON COLUMN state_changes.errors IS 'Tests that could not be run in it.';
COMMENT ON COLUMN state_changes.skipped IS 'Tests that it skipped.';
COMMENT ON COLUMN state_changes.tests_passed IS 'Names of the tests that passed, where they are listed.';
COMMENT ON COLUMN state_changes.tests_failed IS 'Names of the tests that failed, where they are listed.';

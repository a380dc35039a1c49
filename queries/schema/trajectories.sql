-- One row per run of one agent.
CREATE OR REPLACE VIEW trajectories AS FROM _trajectories;

COMMENT ON VIEW trajectories IS
    'Trajectories: one row for each run of one agent; its turns are in turns.';
COMMENT ON COLUMN trajectories.trajectory_id IS
    'A hash of the run as its log has it, the same in any lake.';
COMMENT ON COLUMN trajectories.name IS
    'A name for people: the task''s id, else the session''s, else the file''s.';
COMMENT ON COLUMN trajectories.source_format IS
    'The format of the log that it was imported from, such as swe_agent or claude_code.';
COMMENT ON COLUMN trajectories.format_version IS
    'The version of that format; NULL where the log does not say it.';
COMMENT ON COLUMN trajectories.native_id IS 'The id that the log itself gives the run.';
COMMENT ON COLUMN trajectories.dataset IS 'The dataset that the run belongs to; NULL for none.';
COMMENT ON COLUMN trajectories.agent IS
    'The agent, such as mini-swe-agent; NULL where it is not known, as below.';
COMMENT ON COLUMN trajectories.agent_version IS 'The agent''s version.';
COMMENT ON COLUMN trajectories.model IS 'The model that the agent asked, as the log names it.';
COMMENT ON COLUMN trajectories.task_id IS 'The id of the task, which runs of the same task share.';
COMMENT ON COLUMN trajectories.task IS 'What the agent was asked to do.';
COMMENT ON COLUMN trajectories.repo IS 'The repository that it worked on.';
COMMENT ON COLUMN trajectories.base_commit IS 'The commit of the repository that it began with.';
COMMENT ON COLUMN trajectories.outcome IS
    'solved, unsolved, or error (never judged, as it failed); NULL where nothing says.';
COMMENT ON COLUMN trajectories.outcome_from IS 'Where the outcome was found, such as report.json.';
COMMENT ON COLUMN trajectories.score IS 'The score that it was given, mostly from 0 to 1.';
COMMENT ON COLUMN trajectories.scores IS 'All scores that it was given, as JSON.';
COMMENT ON COLUMN trajectories.exit_status IS 'How the agent ended, in the log''s own words.';
COMMENT ON COLUMN trajectories.patch IS 'The final patch, as a unified diff.';
COMMENT ON COLUMN trajectories.patch_method IS
    'recorded: as the log has it; derived: worked out from it; estimated: by a rule of thumb.';
COMMENT ON COLUMN trajectories.started_at IS 'When the run began.';
COMMENT ON COLUMN trajectories.ended_at IS 'When the run ended.';
COMMENT ON COLUMN trajectories.seconds IS 'Seconds that the run took.';
COMMENT ON COLUMN trajectories.n_turns IS 'Turns of the trajectory, numbered from 0 to n_turns - 1.';
COMMENT ON COLUMN trajectories.n_changes IS 'Rows of state_changes that it has.';
COMMENT ON COLUMN trajectories.n_records IS
    'Raw records of the log that it was made of, as the format counts them.';
COMMENT ON COLUMN trajectories.n_calls IS 'Calls of tools.';
COMMENT ON COLUMN trajectories.n_errors IS 'Calls that failed, as far as is known.';
COMMENT ON COLUMN trajectories.n_edits IS
    'Changes of files, but those that only keep what a command prints, as git diff > fix.patch does.';
COMMENT ON COLUMN trajectories.n_test_runs IS 'Runs of tests.';
COMMENT ON COLUMN trajectories.tests_passed IS
    'Tests that passed in its last run of tests; NULL where there was none.';
COMMENT ON COLUMN trajectories.tests_failed IS
    'Tests that failed in its last run of tests; NULL where there was none.';
COMMENT ON COLUMN trajectories.tools IS 'Names of the tools that it called, in order of the first call.';
COMMENT ON COLUMN trajectories.prompt_tokens IS
    'Tokens of all its requests together, cached ones included.';
COMMENT ON COLUMN trajectories.completion_tokens IS 'Tokens that the model said.';
COMMENT ON COLUMN trajectories.cached_tokens IS 'Tokens of the requests that came from a cache.';
COMMENT ON COLUMN trajectories.reasoning_tokens IS 'Tokens that the model thought without saying them.';
COMMENT ON COLUMN trajectories.max_context IS 'The most tokens that one request held.';
COMMENT ON COLUMN trajectories.context_window IS
    'The most tokens that the model can hold, where the log says it.';
COMMENT ON COLUMN trajectories.cost IS 'US dollars that the run cost.';
COMMENT ON COLUMN trajectories.cost_method IS
    'recorded: as the log has it; derived: worked out from it; estimated: by a rule of thumb.';
COMMENT ON COLUMN trajectories.parent IS
    'The trajectory whose agent started this one as a sub-agent''s; NULL for others.';
COMMENT ON COLUMN trajectories.parent_turn IS 'The turn of the parent in which it did.';
COMMENT ON COLUMN trajectories.continues IS
    'The trajectory that this one goes on from; NULL for others.';
COMMENT ON COLUMN trajectories.source_file IS 'The file that it was imported from.';
COMMENT ON COLUMN trajectories.source_member IS 'The file within that file where it is an archive.';
COMMENT ON COLUMN trajectories.source_record IS
    'Where it stands in a file of many runs: a JSON pointer or line N.';
COMMENT ON COLUMN trajectories.metadata IS 'What else the log says of the run, as JSON.';
COMMENT ON COLUMN trajectories.notes IS 'What had to be guessed or was left out at import, for people.';
COMMENT ON COLUMN trajectories.importer IS 'The version of what imported it.';
COMMENT ON COLUMN trajectories.imported_at IS 'When it was imported.';

-- One row per message of one source; an agent's holds its calls of tools with what they gave back.
CREATE OR REPLACE VIEW turns AS FROM _turns;

COMMENT ON VIEW turns IS
    'Turns of trajectories: one row for each message, an agent''s with its calls of tools.';
COMMENT ON COLUMN turns.trajectory_id IS 'The trajectory that the turn belongs to.';
COMMENT ON COLUMN turns.turn IS 'The number of the turn in its trajectory, from 0.';
COMMENT ON COLUMN turns.source IS 'Whose message it is: system, user or agent.';
COMMENT ON COLUMN turns.kind IS
    'What it is mainly for: prompt, say, think, read, search, edit, run, test, submit, plan...';
COMMENT ON COLUMN turns.message IS 'The text, without the calls where the log keeps them apart.';
COMMENT ON COLUMN turns.reasoning IS 'What the model thought before it, where the log has it.';
COMMENT ON COLUMN turns.calls IS
    'Calls: tool, arguments, observation, exit_code, error, kind, target...; see the macro tool_calls.';
COMMENT ON COLUMN turns.images IS 'Pictures that the log itself holds: media_type and data of each.';
COMMENT ON COLUMN turns.model IS 'The model that said it, where the log says that for each turn.';
COMMENT ON COLUMN turns.at IS 'When it was made, in UTC; NULL where the log does not say.';
COMMENT ON COLUMN turns.seconds IS 'Seconds that it took.';
COMMENT ON COLUMN turns.prompt_tokens IS
    'Tokens that its request held, cached ones included; NULL where not known, as below.';
COMMENT ON COLUMN turns.completion_tokens IS 'Tokens that the model said in it.';
COMMENT ON COLUMN turns.cached_tokens IS 'Tokens of its request that came from a cache.';
COMMENT ON COLUMN turns.reasoning_tokens IS 'Tokens that the model thought in it.';
COMMENT ON COLUMN turns.cost IS 'US dollars that this turn alone cost.';
COMMENT ON COLUMN turns.cost_method IS
    'recorded, or derived where cost or tokens are worked out; NULL where there are none.';
COMMENT ON COLUMN turns.error IS 'What went wrong in the turn itself, as a refused request.';
COMMENT ON COLUMN turns.copied IS
    'Whether it stands here only as context that another trajectory had first.';
COMMENT ON COLUMN turns.traces IS 'The traces recorded of the programs that it ran.';
COMMENT ON COLUMN turns.records IS
    'Where its raw records stand in the log: offset, length, pointer and digest of each.';

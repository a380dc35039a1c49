-- One row per prediction: what one model said of one trace under one mode, with the verdict on it.
CREATE OR REPLACE VIEW predictions AS FROM _predictions;

COMMENT ON VIEW predictions IS
    'Predictions: one row for each time that a model said how a trace runs, with the verdict on it.';
COMMENT ON COLUMN predictions.prediction_id IS
    'A hash of what makes it this prediction: trace, model, protocol, mode, parameters, seed, sample.';
COMMENT ON COLUMN predictions.trace_id IS 'The trace that was predicted.';
COMMENT ON COLUMN predictions.model IS 'The model''s name, as its server or its file says it.';
COMMENT ON COLUMN predictions.fingerprint IS
    'What identifies the model: a hash of its file, or the server''s own id.';
COMMENT ON COLUMN predictions.endpoint IS 'The name of the endpoint that was asked; never its address.';
COMMENT ON COLUMN predictions.protocol IS
    'How it was asked: cwm (CWM''s text), chat (steps as JSON) or answers (bare outputs made elsewhere).';
COMMENT ON COLUMN predictions.prompt_version IS 'The version of the prompt''s wording.';
COMMENT ON COLUMN predictions.mode IS
    'full (free-running), step (teacher-forced), action (true lines, own states), return (result) or score.';
COMMENT ON COLUMN predictions.from_step IS
    'The true prefix that was given ends before this step; NULL: from the beginning.';
COMMENT ON COLUMN predictions.params IS
    'The parameters that change what is said, as JSON, such as temperature or max_tokens.';
COMMENT ON COLUMN predictions.constrained IS
    'Whether the server was made to keep to the format by a grammar or a schema.';
COMMENT ON COLUMN predictions.temperature IS 'The sampling temperature; 0 is greedy.';
COMMENT ON COLUMN predictions.seed IS 'The seed of the sampling.';
COMMENT ON COLUMN predictions.sample IS
    'The number of the sample among several of the same question, from 0.';
COMMENT ON COLUMN predictions.attempt IS
    'The number of the try; raised after one that was cancelled or failed.';
COMMENT ON COLUMN predictions.stopped_by IS
    'How the text ended: eos, stop, length, cancelled, failed, does_not_fit, unsupported or unknown.';
COMMENT ON COLUMN predictions.error IS 'What the server or we said of a failure; NULL where there was none.';
COMMENT ON COLUMN predictions.tail IS
    'The text after the last step: nothing, an end token, or what was cut in the middle.';
COMMENT ON COLUMN predictions.prompt_tokens IS 'Tokens of the prompt; NULL where that is not known.';
COMMENT ON COLUMN predictions.tokens IS 'Tokens that the model said; NULL where that is not known.';
COMMENT ON COLUMN predictions.tokens_exact IS
    'Whether the server counted the tokens; else they are estimated.';
COMMENT ON COLUMN predictions.seconds IS 'Seconds from asking to the end of the answer.';
COMMENT ON COLUMN predictions.created_at IS 'When the prediction was made or imported.';
COMMENT ON COLUMN predictions.origin IS 'predicted (asked by Tracewalk) or imported.';
COMMENT ON COLUMN predictions.n_rows IS 'Rows of the prediction in predicted_steps.';
COMMENT ON COLUMN predictions.diff_version IS
    'The version of the rules that judged it; tracewalk rescore judges by the newest.';
COMMENT ON COLUMN predictions.ended IS
    'How it ended, seen with the truth: finished, budget_while_right, budget_after_divergence, runaway...';
COMMENT ON COLUMN predictions.valid_format IS
    'Whether every step parses and nothing but an end token follows the last.';
COMMENT ON COLUMN predictions.exact IS 'Whether the whole is right: every step, none missing, none too many.';
COMMENT ON COLUMN predictions.output IS
    'The predicted repr of what the entry returns; NULL where it says none.';
COMMENT ON COLUMN predictions.return_correct IS
    'Whether the output is right by meaning; NULL where there is nothing to judge.';
COMMENT ON COLUMN predictions.output_correct IS
    'Whether the output is right by Python''s == on literals, as in the papers'' output pass@1.';
COMMENT ON COLUMN predictions.n_true IS 'True steps that were asked for, without the wrapper''s.';
COMMENT ON COLUMN predictions.n_predicted IS 'Predicted steps, without those that stand for the wrapper''s.';
COMMENT ON COLUMN predictions.right_until IS
    'True steps that are right, position by position, before the first that is not.';
COMMENT ON COLUMN predictions.first_bad_step IS
    'The true step of the first divergence, position by position; NULL where there is none.';
COMMENT ON COLUMN predictions.first_bad_verdict IS
    'The verdict of that step: malformed, missing, event, action, state or value.';
COMMENT ON COLUMN predictions.first_bad_name IS 'The local that is wrong there, where the verdict is state.';
COMMENT ON COLUMN predictions.first_bad_type IS
    'The type of the value that is wrong there, where the verdict is state or value.';
COMMENT ON COLUMN predictions.n_correct IS 'Re-aligned steps that are correct.';
COMMENT ON COLUMN predictions.n_state IS 'Re-aligned steps whose locals are wrong.';
COMMENT ON COLUMN predictions.n_action IS 'Re-aligned steps whose source line is wrong.';
COMMENT ON COLUMN predictions.n_event IS 'Re-aligned steps whose event is wrong.';
COMMENT ON COLUMN predictions.n_value IS 'Re-aligned steps whose returned or raised value is wrong.';
COMMENT ON COLUMN predictions.n_missing IS 'True steps that no predicted step meets.';
COMMENT ON COLUMN predictions.n_extra IS 'Predicted steps that meet no true step.';
COMMENT ON COLUMN predictions.n_malformed IS 'Predicted steps whose text is not in the format.';
COMMENT ON COLUMN predictions.n_root IS 'Wrong steps where nothing that the line reads was wrong before.';
COMMENT ON COLUMN predictions.n_inherited IS 'Wrong steps whose error comes from an earlier one.';
COMMENT ON COLUMN predictions.step_accuracy IS
    'The share of true steps that are right, position by position; NULL for shortened truths.';
COMMENT ON COLUMN predictions.event_em IS
    'The share of true steps whose event is right, position by position.';
COMMENT ON COLUMN predictions.action_em IS
    'The share of true steps whose source line is right, position by position.';
COMMENT ON COLUMN predictions.action_em_aligned IS
    'The share of true steps whose source line is right after re-alignment.';
COMMENT ON COLUMN predictions.state_em IS
    'The share of true calls and lines whose observation is right as written, by CWM''s own .. rule.';
COMMENT ON COLUMN predictions.state_em_resolved IS
    'The same with every .. replaced by the value that it stands for.';
COMMENT ON COLUMN predictions.valid_json IS
    'The share of true calls and lines whose predicted observation is a JSON object.';
COMMENT ON COLUMN predictions.key_match IS 'The mean Jaccard similarity of the names in observations.';
COMMENT ON COLUMN predictions.key_value_match IS
    'The mean Jaccard similarity of the pairs of name and value in observations.';
COMMENT ON COLUMN predictions.kth_action_em IS
    'action_em as the published reproduction (ASSERT-KTH) counts it; mode full only.';
COMMENT ON COLUMN predictions.kth_state_em IS
    'state_em as the published reproduction (ASSERT-KTH) counts it; mode full only.';
COMMENT ON COLUMN predictions.kth_valid_json IS
    'valid_json as the published reproduction (ASSERT-KTH) counts it; mode full only.';
COMMENT ON COLUMN predictions.kth_key_match IS
    'key_match as the published reproduction (ASSERT-KTH) counts it; mode full only.';
COMMENT ON COLUMN predictions.kth_key_value_match IS
    'key_value_match as the published reproduction (ASSERT-KTH) counts it; mode full only.';

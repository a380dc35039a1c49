-- One row per predicted step in re-aligned order, and one per true step that none meets (verdict missing).
-- true_event and true_depth are copies of the true step's, so that accuracy by them needs no join.
CREATE OR REPLACE VIEW predicted_steps AS FROM _predicted_steps;

COMMENT ON VIEW predicted_steps IS
    'Predicted steps re-aligned with the true ones: one row for each, or for a true step that none meets.';
COMMENT ON COLUMN predicted_steps.prediction_id IS 'The prediction that the row belongs to.';
COMMENT ON COLUMN predicted_steps.step IS
    'The number of the row in its prediction, from 0; the true step is truth.';
COMMENT ON COLUMN predicted_steps.position IS
    'The number of the step among those that the model said; NULL: a true step that is missing.';
COMMENT ON COLUMN predicted_steps.truth IS
    'The true step beside it, as steps.step; NULL for an extra one, and for an unrecorded wrapper''s step.';
COMMENT ON COLUMN predicted_steps.seed IS
    'Whether it is a step of the wrapper main, which is outside of the metrics.';
COMMENT ON COLUMN predicted_steps.true_event IS
    'The event of the true step, in CWM''s four events; NULL where there is none.';
COMMENT ON COLUMN predicted_steps.true_depth IS 'The depth of the true step; NULL where there is none.';
COMMENT ON COLUMN predicted_steps.event IS
    'The predicted event: call, line, return or exception; empty where the text names none.';
COMMENT ON COLUMN predicted_steps.frame_id IS
    'The frame that the predicted step is in, numbered within the prediction.';
COMMENT ON COLUMN predicted_steps.caller IS 'The predicted frame that called it; NULL for the outermost.';
COMMENT ON COLUMN predicted_steps.depth IS 'The depth of the predicted frame; 1 is the outermost.';
COMMENT ON COLUMN predicted_steps.program_id IS
    'The program that the predicted line was found in; empty where it was not found.';
COMMENT ON COLUMN predicted_steps.func IS 'The function that the predicted step is in.';
COMMENT ON COLUMN predicted_steps.line IS 'The line whose text was predicted; 0 where it was not found.';
COMMENT ON COLUMN predicted_steps.ambiguous IS
    'Whether several lines have the predicted text, of which the nearest was taken.';
COMMENT ON COLUMN predicted_steps.source IS 'The predicted source line, with its newline.';
COMMENT ON COLUMN predicted_steps.value IS
    'The predicted repr of what is returned or raised; NULL for a call or a line.';
COMMENT ON COLUMN predicted_steps.changes IS
    'Locals that the model states anew in the frame: name, value (repr), type, size, cut; NULL type: gone.';
COMMENT ON COLUMN predicted_steps.verdict IS
    'correct, or what is wrong, the first of: malformed, extra, missing, event, action, state, value.';
COMMENT ON COLUMN predicted_steps.root IS
    'true: nothing that the line reads was wrong before; false: the error is inherited; NULL: correct.';
COMMENT ON COLUMN predicted_steps.cause IS
    'The row (predicted_steps.step) that an inherited error comes from; NULL for others.';
COMMENT ON COLUMN predicted_steps.rule IS
    'The rule by which the returned or raised value was judged, such as identical, set order or type.';
COMMENT ON COLUMN predicted_steps.fault IS 'Why the step''s text is malformed; NULL where it is well formed.';
COMMENT ON COLUMN predicted_steps.differs IS
    'Names whose predicted text is not the true one: name, value (predicted; NULL: not said), rule, verdict.';
COMMENT ON COLUMN predicted_steps.judged IS
    'Values that the true step states anew, and whether they were predicted: name, type, size, right.';
COMMENT ON COLUMN predicted_steps.iteration IS
    'How often the true line has run in its frame before; 0 for steps of other events.';
COMMENT ON COLUMN predicted_steps.raw IS 'The text that the step was read from, as the model said it.';
COMMENT ON COLUMN predicted_steps.logprob IS
    'The sum of the log-probabilities of the step''s tokens; NULL where one is not known.';
COMMENT ON COLUMN predicted_steps.token_texts IS
    'The step''s tokens as text; NULL where the server does not tell.';
COMMENT ON COLUMN predicted_steps.token_logprobs IS
    'The log-probability of each token; NULL where the server does not tell.';

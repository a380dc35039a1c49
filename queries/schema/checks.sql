-- One row per check: one test of one candidate solution, predicted by a model and run.
CREATE OR REPLACE VIEW checks AS FROM _checks;

COMMENT ON VIEW checks IS
    'Checks of the self-verification loop: one row for each test of a candidate, predicted and run.';
COMMENT ON COLUMN checks.check_id IS
    'A hash of what makes it this check: task, candidate, input, what should come, models, how asked.';
COMMENT ON COLUMN checks.problem_set IS 'The problem set, such as cruxeval-input.';
COMMENT ON COLUMN checks.task_id IS 'The problem.';
COMMENT ON COLUMN checks.candidate IS 'The number of the candidate solution within its task, from 0.';
COMMENT ON COLUMN checks.candidate_origin IS
    'Who wrote the candidate: model, bench (the benchmark) or human.';
COMMENT ON COLUMN checks.author IS
    'The model that wrote the candidate; NULL where none did, or where nothing says which.';
COMMENT ON COLUMN checks.written IS
    'How that model was asked, as JSON: fingerprint, prompt version, temperature; NULL where none was.';
COMMENT ON COLUMN checks.test IS 'The number of the test within its candidate, from 0.';
COMMENT ON COLUMN checks.program_id IS 'The candidate''s source text.';
COMMENT ON COLUMN checks.entry IS 'The function that is called.';
COMMENT ON COLUMN checks.input IS 'The arguments, as in the call.';
COMMENT ON COLUMN checks.input_origin IS 'Who wrote the input: model, bench or human.';
COMMENT ON COLUMN checks.expected IS 'The literal that the call should give; NULL where nobody says.';
COMMENT ON COLUMN checks.expected_origin IS 'Who says so: model, bench or human.';
COMMENT ON COLUMN checks.predicted_by IS
    'How the model was asked: return, full (the whole run), or answer (a bare answer made elsewhere).';
COMMENT ON COLUMN checks.params IS
    'How it was asked, as JSON: protocol, prompt version, temperature and so on.';
COMMENT ON COLUMN checks.predicted IS 'What the model says that the call returns.';
COMMENT ON COLUMN checks.predicted_exception IS 'The exception that the model says ends the run.';
COMMENT ON COLUMN checks.prediction_id IS 'The prediction, with its steps and its text.';
COMMENT ON COLUMN checks.model IS 'The model that predicted.';
COMMENT ON COLUMN checks.fingerprint IS
    'What identifies that model: a hash of its file, or the server''s own id.';
COMMENT ON COLUMN checks.actual IS 'What the call returned when it ran.';
COMMENT ON COLUMN checks.actual_exception IS 'The exception that ended the run.';
COMMENT ON COLUMN checks.actual_outcome IS
    'How the run ended: returned, raised, truncated or died; NULL where it was not run.';
COMMENT ON COLUMN checks.trace_id IS 'The trace of the run.';
COMMENT ON COLUMN checks.match IS
    'Whether the model said what the run then did; NULL where one of both is missing.';
COMMENT ON COLUMN checks.rule IS 'The rule by which both are equal, or are not.';
COMMENT ON COLUMN checks.accepts IS
    'The model''s own verdict: whether what it predicts is what should come.';
COMMENT ON COLUMN checks.true_pass IS 'The truth: whether what came is what should come.';
COMMENT ON COLUMN checks.first_divergent_step IS
    'The true step at which the prediction first leaves the run; NULL where it does not, or has no steps.';
COMMENT ON COLUMN checks.tokens IS 'Tokens that the model said; NULL where that is not known.';
COMMENT ON COLUMN checks.truncated IS 'Whether the answer was cut off by its budget of tokens.';
COMMENT ON COLUMN checks.error IS 'Why there is no prediction, or no run; NULL where there are both.';
COMMENT ON COLUMN checks.created_at IS 'When it was checked.';

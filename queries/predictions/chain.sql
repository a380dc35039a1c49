-- The errors of a prediction
-- Which steps of one prediction are wrong, and from which root error does each come?
-- `row` numbers the rows of the prediction, `cause` and `root_row` are such numbers; `step` is the true step
-- beside it.
-- $prediction VARCHAR: the prediction's id
-- chart: none
SELECT * FROM error_chain($prediction::VARCHAR) ORDER BY row

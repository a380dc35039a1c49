-- One row per predicted step in re-aligned order, and one per true step that no predicted one meets (verdict `missing`).
-- truth: the number of the true step in `steps`; null for an extra one and for the wrapper's own.
-- true_event, true_depth: of the true step, so that accuracy by them needs no join.
CREATE OR REPLACE VIEW predicted_steps AS FROM _predicted_steps

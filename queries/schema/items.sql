-- One row per place of a trace in a dataset.
CREATE OR REPLACE VIEW items AS FROM _items;

COMMENT ON VIEW items IS
    'Places of traces in datasets: one row for each dataset, task and trace; a trace may have many.';
COMMENT ON COLUMN items.dataset IS 'The dataset''s name.';
COMMENT ON COLUMN items.task_id IS 'The task''s id within the dataset.';
COMMENT ON COLUMN items.trace_id IS 'The trace that stands there.';
COMMENT ON COLUMN items.expected IS
    'The result that the dataset states, as a repr; NULL where it states none.';
COMMENT ON COLUMN items.matches_expected IS
    'Whether the run gave the expected result; NULL where that is not known.';
COMMENT ON COLUMN items.split IS 'The split, such as train or test; NULL where the dataset has none.';
COMMENT ON COLUMN items.tags IS 'Words by which the dataset groups its tasks.';

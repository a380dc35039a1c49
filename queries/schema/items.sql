-- One row per place of a trace in a dataset.
CREATE OR REPLACE VIEW items AS FROM _items

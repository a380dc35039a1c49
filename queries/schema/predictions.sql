-- One row per prediction: what one model said of one trace under one mode, with the verdict on the whole of it.
CREATE OR REPLACE VIEW predictions AS FROM _predictions

-- The predictions of a trace: of a table without row numbers an index holds the key, so this one answers alone.
CREATE INDEX IF NOT EXISTS predictions_of ON predictions (trace_id)

-- The list's index of predictions: which model said something of a trace, and by what is that found? A key is the
-- model, chr(31) and what was wrong first, or either alone beside the separator.
CREATE TABLE said (shard INTEGER, trace_id VARCHAR, model VARCHAR, keys VARCHAR[])

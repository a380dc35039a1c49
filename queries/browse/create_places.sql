-- The list's index of items: in which datasets does a trace stand, and as expected?
CREATE TABLE places (shard INTEGER, dataset VARCHAR, trace_id VARCHAR, matches_expected BOOLEAN)

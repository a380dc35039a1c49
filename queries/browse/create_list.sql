-- The list's index: what the Traces page filters by, orders by and shows, one row a trace.
CREATE TABLE list (
    shard INTEGER,
    trace_id VARCHAR,
    program_id VARCHAR,
    name VARCHAR,
    outcome VARCHAR,
    stop_reason VARCHAR,
    n_steps INTEGER,
    n_frames INTEGER,
    max_depth INTEGER,
    functions VARCHAR[],
    exceptions VARCHAR[],
    ended VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE,
    datasets VARCHAR[],
    matches_expected BOOLEAN,
    said VARCHAR[]
)

-- Does this connection know the public views? One row where it does.
SELECT view_name
FROM duckdb_views()
WHERE view_name = 'steps' AND NOT internal

-- What has been made in this connection: its views, and the tables that stand in for those without shards.
SELECT view_name FROM duckdb_views() WHERE NOT internal
UNION ALL
SELECT table_name FROM duckdb_tables()

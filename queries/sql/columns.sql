-- Which public views are there, with which columns, and what is said of each?
SELECT
    views.view_name AS table_name,
    views.comment AS about,
    columns.column_name,
    columns.data_type,
    columns.comment AS column_about
FROM duckdb_views() AS views
JOIN duckdb_columns() AS columns
  ON columns.schema_name = views.schema_name
 AND columns.database_name = views.database_name
 AND columns.table_name = views.view_name
WHERE views.database_name = current_database()
  AND NOT views.internal
  AND views.schema_name = 'main'
  AND NOT starts_with(views.view_name, '_')
ORDER BY views.view_oid, columns.column_index

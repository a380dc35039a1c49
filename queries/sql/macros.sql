-- Which public macros are there, with which arguments, and what is said of each?
SELECT function_name, function_type = 'table_macro' AS is_table, comment, parameters, parameter_types
FROM duckdb_functions()
WHERE function_type IN ('macro', 'table_macro')
  AND NOT internal
  AND database_name = current_database()
  AND schema_name = 'main'
  AND NOT starts_with(function_name, '_')
ORDER BY function_name

-- What must not get through, one statement a line; above each, what stops it: `refused` by the gate, or an `error` of
-- DuckDB's, with the first words of the message. {lake} is the lake's folder, {serialised} a COPY as JSON, \u0041 and \n
-- are characters.

-- # files: every function and form that reads a file
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM read_text('/etc/passwd')
-- refused: the table function 'read_blob' is not allowed here
SELECT * FROM read_blob('/etc/shadow')
-- refused: the table function 'read_csv' is not allowed here
SELECT * FROM read_csv('/etc/passwd')
-- refused: the table function 'read_csv_auto' is not allowed here
SELECT * FROM read_csv_auto('/etc/passwd', header = false)
-- refused: the table function 'sniff_csv' is not allowed here
SELECT * FROM sniff_csv('/etc/passwd')
-- refused: the table function 'read_json' is not allowed here
SELECT * FROM read_json('/etc/passwd')
-- refused: the table function 'read_json_auto' is not allowed here
SELECT * FROM read_json_auto('/etc/passwd')
-- refused: the table function 'read_json_objects' is not allowed here
SELECT * FROM read_json_objects('/etc/passwd')
-- refused: the table function 'read_json_objects_auto' is not allowed here
SELECT * FROM read_json_objects_auto('/etc/passwd')
-- refused: the table function 'read_ndjson' is not allowed here
SELECT * FROM read_ndjson('/etc/passwd')
-- refused: the table function 'read_ndjson_auto' is not allowed here
SELECT * FROM read_ndjson_auto('/etc/passwd')
-- refused: the table function 'read_ndjson_objects' is not allowed here
SELECT * FROM read_ndjson_objects('/etc/passwd')
-- refused: the table function 'read_parquet' is not allowed here
SELECT * FROM read_parquet('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_scan' is not allowed here
SELECT * FROM parquet_scan('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_metadata' is not allowed here
SELECT * FROM parquet_metadata('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_schema' is not allowed here
SELECT * FROM parquet_schema('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_file_metadata' is not allowed here
SELECT * FROM parquet_file_metadata('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_kv_metadata' is not allowed here
SELECT * FROM parquet_kv_metadata('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_full_metadata' is not allowed here
SELECT * FROM parquet_full_metadata('{lake}/steps/*.parquet')
-- refused: the table function 'parquet_bloom_probe' is not allowed here
SELECT * FROM parquet_bloom_probe('{lake}/steps/*.parquet', 'trace_id', 'a')
-- refused: the table function 'parquet_page_index' is not allowed here
SELECT * FROM parquet_page_index('{lake}/steps/*.parquet')
-- refused: the table function 'read_duckdb' is not allowed here
SELECT * FROM read_duckdb('{lake}/catalog.sqlite')
-- refused: the table function 'read_single_csv_file' is not allowed here
SELECT * FROM read_single_csv_file('/etc/passwd')
-- refused: the table function 'read_single_json_file' is not allowed here
SELECT * FROM read_single_json_file('/etc/passwd')
-- refused: the table function 'read_single_parquet_file' is not allowed here
SELECT * FROM read_single_parquet_file('{lake}/x.parquet')
-- refused: the table function 'glob' is not allowed here
SELECT * FROM glob('/*')
-- refused: the table function 'glob' is not allowed here
SELECT * FROM glob('{lake}/../**')
-- refused: the table function 'read_text' is not allowed here
FROM read_text(['/etc/passwd', '/proc/self/environ'])
-- refused: the table function 'read_text' is not allowed here
SELECT content FROM read_text('/proc/self/environ')
-- refused: the table function 'read_text' is not allowed here
SELECT (SELECT content FROM read_text('/etc/hostname'))
-- refused: the function 'read_text' is not allowed here
SELECT read_text('/etc/passwd')
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM range(3) t(i), LATERAL (SELECT * FROM read_text('/etc/passwd'))
-- refused: the table function 'read_text' is not allowed here
WITH x AS MATERIALIZED (FROM read_text('/etc/passwd')) FROM x
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM steps WHERE func IN (SELECT content FROM read_text('/etc/passwd'))
-- refused: the table function 'read_blob' is not allowed here
SELECT count(*) FROM steps ORDER BY (SELECT size FROM read_blob('/etc/passwd'))
-- refused: the table function 'read_blob' is not allowed here
SELECT 1 LIMIT (SELECT size FROM read_blob('/etc/passwd'))
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM steps JOIN read_text('/etc/passwd') ON true
-- refused: the table function 'read_csv' is not allowed here
DESCRIBE SELECT * FROM read_csv('/etc/passwd')
-- refused: the table function 'read_csv' is not allowed here
SUMMARIZE SELECT * FROM read_csv('/etc/passwd')
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM system.main.read_text('/etc/passwd')
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM "READ_TEXT"('/etc/passwd')
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM main.read_text('/etc/passwd')

-- # replacement scans: a path, a variable or a URL as a table
-- refused: there is no table '/etc/passwd' here
FROM '/etc/passwd'
-- refused: there is no table '/etc/passwd' here
FROM "/etc/passwd"
-- refused: there is no table
SELECT * FROM '{lake}/steps/*.parquet'
-- refused: there is no table 'data.csv' here
SELECT * FROM 'data.csv'
-- refused: there is no table 'data.json' here
SELECT * FROM "data.json"
-- refused: there is no table 'https://example.org/data.parquet' here
SELECT * FROM 'https://example.org/data.parquet'
-- refused: there is no table 's3://bucket/data.parquet' here
SELECT * FROM 's3://bucket/data.parquet'
-- refused: there is no table 'file:///etc/passwd' here
SELECT * FROM 'file:///etc/passwd'
-- refused: there is no table '/etc/passwd' here
SELECT * FROM steps, '/etc/passwd'
-- refused: there is no table '/etc/passwd' here
SELECT * FROM (FROM '/etc/passwd')
-- refused: there is no table "main.'/etc/passwd'" here
FROM main.'/etc/passwd'
-- refused: there is no table '/etc/passwd' here
DESCRIBE '/etc/passwd'
-- refused: there is no table '/etc/passwd' here
SUMMARIZE '/etc/passwd'
-- refused: there is no table '/etc/passwd' here
TABLE "/etc/passwd"
-- error: Parser error: syntax error at or near "order"
FROM order
-- refused: there is no table 'bench' here
FROM bench
-- refused: there is no table 'connection' here
FROM connection
-- refused: there is no table '/etc/passwd' here
PIVOT '/etc/passwd' ON a IN (1) USING count(*)
-- refused: there is no table '/etc/passwd' here
UNPIVOT '/etc/passwd' ON a, b

-- # network
-- refused: the table function 'read_csv' is not allowed here
SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')
-- refused: the table function 'read_parquet' is not allowed here
SELECT * FROM read_parquet('https://example.org/x.parquet')
-- refused: the table function 'read_text' is not allowed here
SELECT * FROM read_text('s3://bucket/x')
-- refused: LOAD is not allowed here
INSTALL httpfs
-- refused: LOAD is not allowed here
FORCE INSTALL httpfs FROM 'http://127.0.0.1:1'
-- refused: LOAD is not allowed here
LOAD httpfs
-- refused: LOAD is not allowed here
LOAD '/tmp/evil.duckdb_extension'
-- refused: this statement is not allowed here
UPDATE EXTENSIONS
-- refused: the table function 'duckdb_extension_repositories' is not allowed here
SELECT * FROM duckdb_extension_repositories()

-- # writes: statements
-- refused: DROP is not allowed here
DROP VIEW steps
-- refused: DROP is not allowed here
DROP VIEW IF EXISTS main.steps CASCADE
-- refused: CREATE is not allowed here
CREATE TABLE mine AS SELECT 1
-- refused: CREATE is not allowed here
CREATE OR REPLACE VIEW steps AS SELECT 1
-- refused: CREATE is not allowed here
CREATE TEMP VIEW steps AS SELECT 1
-- refused: CREATE is not allowed here
CREATE OR REPLACE MACRO as_int(x) AS 1
-- refused: CREATE is not allowed here
CREATE TEMP MACRO steps() AS TABLE SELECT 1
-- refused: CREATE is not allowed here
CREATE SCHEMA mine
-- refused: CREATE is not allowed here
CREATE SEQUENCE mine
-- refused: CREATE is not allowed here
CREATE TYPE mine AS ENUM ('a')
-- refused: CREATE is not allowed here
CREATE INDEX i ON steps (step)
-- refused: INSERT is not allowed here
INSERT INTO steps VALUES (1)
-- refused: UPDATE is not allowed here
UPDATE steps SET step = 1
-- refused: DELETE is not allowed here
DELETE FROM steps
-- refused: DELETE is not allowed here
TRUNCATE steps
-- refused: MERGE_INTO is not allowed here
MERGE INTO steps USING traces ON true WHEN MATCHED THEN DELETE
-- refused: ALTER is not allowed here
ALTER TABLE steps RENAME TO gone
-- refused: ALTER is not allowed here
COMMENT ON VIEW steps IS 'mine'
-- refused: COPY is not allowed here
COPY steps TO '{lake}/steps/a.csv'
-- refused: COPY is not allowed here
COPY (SELECT 1) TO '{lake}/steps/a.parquet' (FORMAT parquet)
-- refused: COPY is not allowed here
COPY steps FROM '/etc/passwd'
-- refused: EXPORT is not allowed here
EXPORT DATABASE '{lake}/export'
-- refused: PRAGMA is not allowed here
IMPORT DATABASE '{lake}/export'
-- refused: EXPLAIN is not allowed here
EXPLAIN ANALYZE COPY (SELECT 1) TO '{lake}/a.parquet'
-- refused: EXPLAIN is not allowed here
EXPLAIN SELECT 1
-- refused: EXPLAIN is not allowed here
EXPLAIN ANALYZE SELECT 1
-- refused: PREPARE is not allowed here
PREPARE p AS SELECT 1
-- refused: EXECUTE is not allowed here
EXECUTE p
-- refused: DROP is not allowed here
DEALLOCATE p
-- refused: TRANSACTION is not allowed here
BEGIN TRANSACTION
-- refused: TRANSACTION is not allowed here
COMMIT
-- refused: TRANSACTION is not allowed here
ROLLBACK
-- refused: CALL is not allowed here
CHECKPOINT
-- refused: CALL is not allowed here
FORCE CHECKPOINT
-- refused: VACUUM is not allowed here
VACUUM
-- refused: VACUUM is not allowed here
ANALYZE steps

-- # writes: through a WITH
-- refused: COPY is not allowed here
WITH c AS (COPY (SELECT 1 AS x) TO '{lake}/steps/a.parquet') SELECT * FROM c
-- refused: COPY is not allowed here
WITH c AS (COPY steps TO '{lake}/steps/a.csv' (RETURN_FILES true)) FROM c
-- refused: COPY is not allowed here
WITH a AS (SELECT 1), c AS (COPY (FROM a) TO '{lake}/a.parquet') SELECT 1
-- error: Parser error: Recursive CTEs with COPY statements are not supported
WITH RECURSIVE c AS (COPY (SELECT 1) TO '{lake}/a.parquet') FROM c
-- refused: COPY is not allowed here
SELECT (WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') SELECT count(*) FROM c)
-- refused: COPY is not allowed here
FROM (WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') FROM c)
-- refused: COPY is not allowed here
SELECT * FROM steps WHERE step IN (WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') SELECT 1)
-- refused: INSERT is not allowed here
WITH c AS (INSERT INTO steps SELECT * FROM steps RETURNING *) FROM c
-- refused: UPDATE is not allowed here
WITH c AS (UPDATE steps SET step = 1 RETURNING *) FROM c
-- refused: DELETE is not allowed here
WITH c AS (DELETE FROM steps RETURNING *) FROM c
-- refused: DELETE is not allowed here
WITH c AS (DELETE FROM steps RETURNING *) SELECT 1
-- error: Parser error: A CTE body must be a SELECT, INSERT, UPDATE, DELETE, or COPY TO statement
WITH c AS (MERGE INTO steps USING traces ON true WHEN MATCHED THEN DELETE RETURNING *) FROM c
-- error: Parser error: A CTE body must be a SELECT, INSERT, UPDATE, DELETE, or COPY TO statement
WITH c AS (CREATE TABLE mine AS SELECT 1) FROM c
-- refused: COPY is not allowed here
WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') SELECT 1 UNION ALL SELECT 2
-- refused: COPY is not allowed here
DESCRIBE WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') FROM c
-- refused: COPY is not allowed here
VALUES ((WITH c AS (COPY (SELECT 1) TO '{lake}/a.parquet') SELECT 1))
-- refused: INSERT is not allowed here
WITH c AS (SELECT 1) INSERT INTO steps FROM c
-- error: Parser error: syntax error at or near "COPY"
WITH c AS (SELECT 1) COPY (FROM c) TO '{lake}/a.parquet'

-- # SQL as text
-- refused: the table function 'json_execute_serialized_sql' is not allowed here
SELECT * FROM json_execute_serialized_sql('{serialised}')
-- refused: the table function 'json_execute_serialized_sql' is not allowed here
SELECT * FROM system.main.json_execute_serialized_sql('{serialised}')
-- refused: the function 'json_execute_serialized_sql' is not allowed here
SELECT json_execute_serialized_sql('{serialised}')
-- refused: PRAGMA is not allowed here
PRAGMA json_execute_serialized_sql('{serialised}')
-- refused: the function 'json_serialize_plan' is not allowed here
SELECT json_serialize_plan('SELECT * FROM read_text(''/etc/passwd'')')
-- refused: the function 'json_serialize_sql' is not allowed here
SELECT json_serialize_sql('SELECT 1')
-- refused: the function 'json_deserialize_sql' is not allowed here
SELECT json_deserialize_sql('{serialised}')
-- refused: the table function 'query' is not allowed here
SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')
-- refused: the table function 'query' is not allowed here
FROM query('DROP VIEW steps')
-- refused: the table function 'query_table' is not allowed here
SELECT * FROM query_table('steps')
-- refused: the table function 'query_table' is not allowed here
SELECT * FROM query_table(['/etc/passwd'])
-- refused: the table function 'histogram' is not allowed here
SELECT * FROM histogram('/etc/passwd', 'a')
-- refused: the table function 'histogram_values' is not allowed here
SELECT * FROM histogram_values(steps, step)
-- refused: the table function 'identifier' is not allowed here
FROM identifier('/etc/passwd')
-- error: Parser error: syntax error at or near "'SELECT 1'"
EXECUTE IMMEDIATE 'SELECT 1'
-- refused: the table function 'summary' is not allowed here
FROM summary((FROM steps))
-- error: Parser error: syntax error at or near "$"
FROM $1
-- refused: the table function 'identifier' is not allowed here
FROM identifier($name)
-- refused: the table function 'query' is not allowed here
SELECT * FROM query($name)

-- # PIVOT forms
-- refused: PIVOT must list its values here, as in PIVOT steps ON event IN ('call', 'return') USING count(*)
PIVOT steps ON event
-- refused: PIVOT must list its values here, as in PIVOT steps ON event IN ('call', 'return') USING count(*)
PIVOT steps ON event USING count(*)
-- refused: PIVOT must list its values here, as in PIVOT steps ON event IN ('call', 'return') USING count(*)
PIVOT steps ON event IN (SELECT event FROM steps) USING count(*)
-- error: Catalog error: Type with name some_enum does not exist!
PIVOT steps ON event IN some_enum USING count(*)
-- refused: the table function 'read_text' is not allowed here
PIVOT (FROM read_text('/etc/passwd')) ON size IN (1) USING count(*)
-- refused: there is no table 'sqlite_master' here
PIVOT sqlite_master ON type IN ('view') USING count(*)
-- refused: the function 'current_setting' is not allowed here
PIVOT steps ON event IN ('call') USING current_setting(event)
-- error: Parser error: syntax error at or near "("
PIVOT steps ON event IN ('call') USING count(*) GROUP BY getenv('HOME')
-- refused: the function 'read_text' is not allowed here
FROM steps PIVOT (read_text(func) FOR event IN ('call'))
-- refused: there is no table 'sqlite_master' here
UNPIVOT sqlite_master ON name, sql
-- refused: the table function 'read_text' is not allowed here
UNPIVOT (FROM read_text('/etc/passwd')) ON filename, content
-- refused: PIVOT must list its values here, as in PIVOT steps ON event IN ('call', 'return') USING count(*)
WITH p AS (PIVOT steps ON event USING count(*)) FROM p

-- # the catalog and what is private
-- refused: there is no table '_steps' here
FROM _steps
-- refused: there is no table 'main._steps' here
FROM main._steps
-- refused: there is no table '_rerun' here
FROM _rerun
-- refused: there is no table '_no_steps' here
FROM _no_steps
-- refused: there is no table 'sqlite_master' here
FROM sqlite_master
-- refused: there is no table 'sqlite_schema' here
FROM sqlite_schema
-- refused: there is no table 'sqlite_temp_master' here
FROM sqlite_temp_master
-- refused: there is no table 'main.sqlite_master' here
FROM main.sqlite_master
-- refused: there is no table 'pg_class' here
FROM pg_class
-- refused: there is no table 'pg_catalog.pg_tables' here
FROM pg_catalog.pg_tables
-- refused: there is no table 'information_schema.tables' here
FROM information_schema.tables
-- refused: there is no table 'information_schema.columns' here
FROM information_schema.columns
-- refused: there is no table 'duckdb_tables' here
FROM duckdb_tables
-- refused: there is no table 'duckdb_views' here
FROM duckdb_views
-- refused: the table function 'duckdb_settings' is not allowed here
FROM duckdb_settings()
-- refused: the table function 'duckdb_views' is not allowed here
FROM duckdb_views()
-- refused: the table function 'duckdb_columns' is not allowed here
FROM duckdb_columns()
-- refused: the table function 'duckdb_secrets' is not allowed here
FROM duckdb_secrets()
-- refused: there is no table 'duckdb_logs' here
FROM duckdb_logs
-- refused: the table function 'duckdb_external_file_cache' is not allowed here
FROM duckdb_external_file_cache()
-- refused: the table function 'duckdb_temporary_files' is not allowed here
FROM duckdb_temporary_files()
-- refused: the table function 'duckdb_memory' is not allowed here
FROM duckdb_memory()
-- refused: the table function 'duckdb_prepared_statements' is not allowed here
FROM duckdb_prepared_statements()
-- refused: the table function 'duckdb_live_query_metrics' is not allowed here
FROM duckdb_live_query_metrics()
-- refused: the table function 'pragma_version' is not allowed here
FROM pragma_version()
-- refused: the table function 'pragma_table_info' is not allowed here
FROM pragma_table_info('steps')
-- refused: the table function 'pragma_storage_info' is not allowed here
FROM pragma_storage_info('steps')
-- refused: there is no table 'memory.main.steps' here
FROM memory.main.steps
-- refused: there is no table 'temp.steps' here
FROM temp.steps
-- refused: there is no table 'system.main.duckdb_tables' here
FROM system.main.duckdb_tables
-- refused: SHOW is not allowed here
SHOW TABLES
-- refused: SHOW is not allowed here
SHOW ALL TABLES
-- refused: SHOW is not allowed here
SHOW DATABASES
-- refused: SHOW is not allowed here
SHOW SCHEMAS
-- refused: SHOW is not allowed here
FROM (SHOW ALL TABLES)
-- refused: there is no table 'sqlite_master' here
DESCRIBE sqlite_master
-- refused: there is no table 'duckdb_settings' here
SUMMARIZE duckdb_settings
-- refused: the function 'pg_get_viewdef' is not allowed here
SELECT pg_get_viewdef(1)
-- refused: the function 'current_query' is not allowed here
SELECT current_query()
-- refused: the function 'in_search_path' is not allowed here
SELECT in_search_path('memory', 'main')
-- refused: CALL is not allowed here
CALL duckdb_settings()
-- refused: CALL is not allowed here
CALL pragma_version()

-- # settings, secrets, variables, databases
-- refused: SET is not allowed here
SET memory_limit = '100GB'
-- refused: SET is not allowed here
SET GLOBAL allowed_directories = ['/']
-- refused: SET is not allowed here
SET SESSION enable_external_access = true
-- refused: SET is not allowed here
SET lock_configuration = false
-- refused: SET is not allowed here
SET VARIABLE x = 1
-- refused: SET is not allowed here
SET schema = 'x'
-- refused: SET is not allowed here
SET search_path = 'x'
-- refused: SET is not allowed here
RESET memory_limit
-- refused: SET is not allowed here
RESET lock_configuration
-- refused: SET is not allowed here
PRAGMA memory_limit = '100GB'
-- refused: SET is not allowed here
PRAGMA enable_profiling = 'json'
-- refused: PRAGMA is not allowed here
PRAGMA database_list
-- refused: PRAGMA is not allowed here
PRAGMA version
-- refused: SET is not allowed here
USE memory
-- refused: SET is not allowed here
USE system
-- refused: ATTACH is not allowed here
ATTACH '{lake}/mine.db' AS mine
-- refused: ATTACH is not allowed here
ATTACH ':memory:' AS mine
-- refused: ATTACH is not allowed here
ATTACH IF NOT EXISTS '{lake}/catalog.sqlite' (TYPE sqlite)
-- refused: DETACH is not allowed here
DETACH memory
-- refused: CREATE is not allowed here
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
-- refused: CREATE is not allowed here
CREATE PERSISTENT SECRET s (TYPE s3)
-- refused: DROP is not allowed here
DROP SECRET s
-- refused: the function 'current_setting' is not allowed here
SELECT current_setting('allowed_directories')
-- refused: the function 'current_setting' is not allowed here
SELECT current_setting('temp_directory')
-- refused: the function 'getvariable' is not allowed here
SELECT getvariable('x')
-- refused: the function 'set_config' is not allowed here
SELECT set_config('a', 'b', false)
-- refused: the table function 'which_secret' is not allowed here
FROM which_secret('s3://a', 's3')
-- refused: the function 'getenv' is not allowed here
SELECT getenv('HOME')
-- refused: the function 'nextval' is not allowed here
SELECT nextval('mine')
-- refused: the function 'setseed' is not allowed here
SELECT setseed(0.5)
-- refused: the function 'write_log' is not allowed here
SELECT write_log('mine')
-- refused: CALL is not allowed here
CALL enable_logging(storage = 'file', storage_path = '{lake}')
-- refused: the table function 'enable_logging' is not allowed here
FROM enable_logging('QueryLog')
-- refused: the table function 'disable_logging' is not allowed here
FROM disable_logging()
-- refused: the table function 'truncate_duckdb_logs' is not allowed here
FROM truncate_duckdb_logs()
-- refused: the table function 'enable_profiling' is not allowed here
FROM enable_profiling()
-- refused: the table function 'checkpoint' is not allowed here
FROM checkpoint()
-- refused: the table function 'force_checkpoint' is not allowed here
FROM force_checkpoint()
-- refused: the table function 'add_grammar_extension' is not allowed here
FROM add_grammar_extension('a', 'b')
-- refused: the table function 'register_external_resource' is not allowed here
FROM register_external_resource('a')
-- refused: the table function 'python_map_function' is not allowed here
SELECT * FROM python_map_function(1)
-- refused: the table function 'pandas_scan' is not allowed here
SELECT * FROM pandas_scan(140000000)
-- refused: the table function 'arrow_scan' is not allowed here
SELECT * FROM arrow_scan(140000000, 0, 0)
-- refused: the table function 'python_arrow_scan' is not allowed here
SELECT * FROM python_arrow_scan(140000000)
-- refused: the table function 'seq_scan' is not allowed here
SELECT * FROM seq_scan()

-- # values that are memory, and the engine's own functions
-- refused: the function 'finalize' is not allowed here
SELECT finalize('\xFF\xFF\xFF\xFF'::BLOB)
-- refused: the function 'combine' is not allowed here
SELECT combine('\xFF'::BLOB, '\xFF'::BLOB)
-- refused: EXPORT_STATE is not allowed here
SELECT sum(step) EXPORT_STATE FROM steps
-- refused: the function 'to_aggregate_state' is not allowed here
SELECT to_aggregate_state('\xFF'::BLOB)
-- refused: the function 'variant_bytes_to_variant' is not allowed here
SELECT variant_bytes_to_variant('\xFF'::BLOB)
-- refused: the function '__internal_decompress_string' is not allowed here
SELECT __internal_decompress_string(1::UBIGINT)
-- refused: the function '__internal_compress_string_hugeint' is not allowed here
SELECT "__internal_compress_string_hugeint"('a')
-- refused: the function 'create_sort_key' is not allowed here
SELECT create_sort_key(1, 'ASC')
-- refused: the function 'st_geomfromwkb' is not allowed here
SELECT st_geomfromwkb('\xFF'::BLOB)
-- refused: the function 'vector_type' is not allowed here
SELECT vector_type(step) FROM steps
-- refused: the function 'stats' is not allowed here
SELECT stats(step) FROM steps
-- refused: the function 'sleep_ms' is not allowed here
SELECT sleep_ms(100000)
-- refused: the function 'pg_sleep' is not allowed here
SELECT pg_sleep(100)
-- error: Parser error: syntax error at or near ":"
SELECT invoke(lambda: 1)
-- refused: the function 'remap_struct' is not allowed here
SELECT remap_struct(NULL, NULL, NULL, NULL)
-- refused: the function 'cast_to_type' is not allowed here
SELECT cast_to_type(1, 'a')
-- refused: the function 'current_connection_id' is not allowed here
SELECT current_connection_id()
-- refused: the function 'txid_current' is not allowed here
SELECT txid_current()
-- refused: the table function 'test_all_types' is not allowed here
SELECT * FROM test_all_types()
-- refused: the table function 'repeat' is not allowed here
SELECT * FROM repeat('x', 1000000000)
-- refused: the type 'information_schema.tables' is not among
SELECT 1::information_schema.tables
-- refused: the type 'system.main.anything' is not among
SELECT CAST(1 AS system.main.anything)

-- # names that only look like ours
-- refused: there is no table 'sqlite_master' here
WITH sqlite_master AS (FROM sqlite_master) FROM sqlite_master
-- refused: there is no table 'sqlite_master' here
WITH RECURSIVE sqlite_master AS (FROM sqlite_master) FROM sqlite_master
-- refused: there is no table 'sqlite_master' here
WITH RECURSIVE sqlite_master AS (FROM sqlite_master UNION ALL SELECT * FROM sqlite_master) FROM sqlite_master
-- refused: there is no table 'sqlite_master' here
SELECT * FROM (WITH sqlite_master AS (SELECT 1) FROM sqlite_master), sqlite_master
-- refused: there is no table 'b' here
WITH a AS (FROM b), b AS (SELECT 1) FROM a
-- refused: there is no table 'b' here
WITH a AS (WITH b AS (SELECT 1) FROM b) FROM b
-- refused: there is no table 'b' here
SELECT (WITH b AS (SELECT 1 AS x) SELECT x FROM b), (SELECT x FROM b)
-- refused: there is no table 'main.main' here
WITH main AS (SELECT 1) FROM main.main
-- refused: there is no table 'main.c' here
WITH c AS (SELECT 1) FROM main.c
-- refused: there is no table 'temp.c' here
WITH c AS (SELECT 1) FROM temp.c
-- refused: there is no table 's' here
FROM steps AS s, s
-- refused: there is no table 'steps ' here
FROM "steps "
-- refused: there is no table ' steps' here
FROM " steps"
-- refused: there is no table 'main.steps' here
FROM "main.steps"
-- refused: there is no table 'main.main.steps' here
FROM "main"."main"."steps"
-- refused: there is no table 'stepsx' here
FROM stepsx
-- refused: there is no table 'duckdb_tables' here
WITH "duckdb_ta\u212Bles" AS (SELECT 1) FROM duckdb_tables

-- # more than one statement, ends and comments
-- refused: one statement at a time, please: this is 2
SELECT 1; DROP VIEW steps
-- refused: one statement at a time, please: this is 2
SELECT 1; SELECT 2
-- refused: one statement at a time, please: this is 2
SELECT 1;; SELECT 2
-- refused: DROP is not allowed here
; DROP VIEW steps
-- error: Parser error: syntax error at or near ")"
SELECT 1) AS _q; DROP VIEW steps --
-- error: Parser error: syntax error at or near ")"
SELECT 1) AS _q LIMIT 1; COPY (SELECT 1) TO '{lake}/a.parquet'; SELECT * FROM (SELECT 1
-- error: Parser error: syntax error at or near ")"
SELECT 1) UNION ALL (SELECT 2
-- error: Parser error: unterminated /* comment at or near "/*"
SELECT 1 /*
-- error: Parser error: syntax error at or near "*/"
SELECT 1 /* */ */
-- refused: one statement at a time, please: this is 2
SELECT 1 -- \n; DROP VIEW steps
-- error: Parser error: unterminated string literal
SELECT '
-- error: Parser error: unterminated quoted identifier
SELECT "
-- error: Parser error: syntax error at or near "$$"
SELECT $$
-- error: Parser error: syntax error at or near "$a$ $b$"
SELECT $a$ $b$
-- error: Parser error: syntax error at or near "\"
SELECT 1 \; DROP VIEW steps
-- refused: DROP is not allowed here
/* SELECT 1 */ DROP VIEW steps
-- refused: there is no query in the text
-- only a comment
-- refused: there is no query in the text
/* only a comment */
-- refused: there is no query in the text
;
-- refused: there is no query in the text
;;;
-- error: Parser error: SELECT clause without selection list
SELECT
-- error: Parser error: syntax error at or near "SELEC"
SELEC 1

-- # unicode
-- error: Parser error: syntax error at or near "SELЕCT"
SEL\u0415CT 1
-- error: Binder error: Referenced column "“x”" was not found because the FROM clause is missing
SELECT \u201Cx\u201D
-- refused: there is no table 'ｓteps' here
FROM \uFF53teps
-- refused: there is no table 'stеps' here
FROM st\u0435ps
-- error: Binder error: Referenced column "😀" was not found because the FROM clause is missing
SELECT \uD83D\uDE00
-- refused: there is no table 'duckdb_tables' here
WITH "duc\u212Adb_tables" AS (SELECT 1) FROM duckdb_tables
-- refused: there is no table 'sqlite_master' here
WITH "\u017Fqlite_master" AS (SELECT 1) FROM sqlite_master
-- refused: the function 'reаd_text' is not allowed here
SELECT re\u0430d_text('/etc/passwd')
-- refused: the function 'read_text' is not allowed here
SELECT read_text\u00A0('/etc/passwd')
-- refused: the table function 'read_text' is not allowed here
FROM read_text\u3000('/etc/passwd')
-- refused: the query has a NUL character, which no SQL text has
SELECT 'a' \u0000; DROP VIEW steps
-- error: Parser error: syntax error at or near "&"
FROM U&"\\0073teps"

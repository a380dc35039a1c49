-- Some rows of a transcripts file of Inspect Scout, the columns that it may lack included, and those that it adds
-- $path the file, $start and $stop the rows from 0, the last one not included
WITH known AS (
    SELECT
        NULL::VARCHAR AS transcript_id, NULL::VARCHAR AS source_type, NULL::VARCHAR AS source_id,
        NULL::VARCHAR AS source_uri, NULL::VARCHAR AS date, NULL::VARCHAR AS task_set, NULL::VARCHAR AS task_id,
        NULL::VARCHAR AS agent, NULL::VARCHAR AS model, NULL::VARCHAR AS score, NULL::VARCHAR AS error,
        NULL::VARCHAR AS "limit", NULL::VARCHAR AS messages, NULL::VARCHAR AS events, NULL::VARCHAR AS events_data
    WHERE false
)

FROM known
UNION ALL BY NAME
FROM read_parquet($path, file_row_number = true) AS given
SELECT given.* EXCLUDE (file_row_number)
WHERE given.file_row_number >= $start AND given.file_row_number < $stop

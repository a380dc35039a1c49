-- How many rows a Parquet file has, and how many bytes they are once they are read. $path the file
WITH shape AS (
    FROM parquet_metadata($path)
)

SELECT
    (FROM parquet_file_metadata($path) SELECT num_rows) AS n_rows,
    coalesce((FROM shape SELECT sum(total_uncompressed_size)), 0)::BIGINT AS n_bytes

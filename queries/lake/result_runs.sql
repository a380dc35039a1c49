-- Of which runs of models there are results: suite, model, and the file or the source that they are from.
SELECT DISTINCT suite, suite_version, model, coalesce(source_file, source) AS source
FROM results
ORDER BY ALL

-- Which results are chosen? Each filter that is NULL lets everything through. $suite, $suite_version, $model, $source:
-- where they are from, or the name of their file, $published: of papers, or of files
SELECT result_id
FROM results
WHERE ($suite::VARCHAR IS NULL OR suite = $suite::VARCHAR)
  AND ($suite_version::VARCHAR IS NULL OR suite_version = $suite_version::VARCHAR)
  AND ($model::VARCHAR IS NULL OR model = $model::VARCHAR)
  AND ($source::VARCHAR IS NULL OR $source::VARCHAR IN (source, source_file))
  AND ($published::BOOLEAN IS NULL OR published = $published::BOOLEAN)
ORDER BY result_id

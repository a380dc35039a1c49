-- The results that the lake has of one run. $suite, $model, $source
FROM results
WHERE suite = $suite::VARCHAR AND model = $model::VARCHAR AND source = $source::VARCHAR

-- The predictions to judge again: those that an older diff judged, or all.
SELECT prediction_id
FROM predictions
WHERE $everything OR diff_version < $version

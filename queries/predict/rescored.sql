-- The predictions to judge again: those that an older diff judged, or all; a trace's own side by side.
SELECT prediction_id
FROM predictions
WHERE $everything OR diff_version < $version
ORDER BY trace_id, prediction_id

-- Which trajectories were read from the files of a folder, the longest first?
-- folder: it, with the slash at its end; most: rows at most
SELECT trajectory_id, name, source_format, outcome, n_turns
FROM trajectories
WHERE starts_with(source_file, $folder)
ORDER BY n_turns DESC, trajectory_id
LIMIT $most

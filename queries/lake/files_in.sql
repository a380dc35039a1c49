-- Which files below a folder were trajectories read from? $folder
SELECT DISTINCT source_file FROM trajectories WHERE starts_with(source_file, $folder::VARCHAR)

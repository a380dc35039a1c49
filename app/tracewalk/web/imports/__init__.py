"""Files that visitors bring: they are received into the lake's folder, and imported from there."""

"""Someone else's log -> trace or trajectory: one format a file, found by content."""

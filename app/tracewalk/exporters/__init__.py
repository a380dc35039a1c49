"""The lake -> files that others read."""

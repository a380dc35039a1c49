-- All views have moved.
COMMIT

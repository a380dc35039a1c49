-- The views stay where they were.
ROLLBACK

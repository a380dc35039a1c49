-- A row where the lake has the check ?1.
SELECT 1 FROM checks WHERE check_id = ?1

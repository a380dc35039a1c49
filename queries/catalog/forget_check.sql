-- Forgets a check. ?1 check
DELETE FROM checks WHERE check_id = ?1

-- The first check ids from ?1 on. ?2 how many
SELECT check_id FROM checks WHERE check_id >= ?1 ORDER BY check_id LIMIT ?2

-- The last check ids before ?1. ?2 how many
SELECT check_id FROM checks WHERE check_id < ?1 ORDER BY check_id DESC LIMIT ?2

-- One key to be compared. ?1 key, ?2 dataset, ?3 task
INSERT INTO temp.given (key, dataset, task_id) VALUES (?1, ?2, ?3)

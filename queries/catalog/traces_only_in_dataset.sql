-- The traces of a dataset that are in no other. ?1 dataset
SELECT DISTINCT mine.trace_id
FROM items AS mine
JOIN traces ON traces.trace_id = mine.trace_id
WHERE
    mine.dataset = ?1
    AND NOT EXISTS (SELECT 1 FROM items AS other WHERE other.trace_id = mine.trace_id AND other.dataset <> ?1)

-- Rows [$start, $stop) of a prediction, in order.
-- $path its predicted_steps shard, $first the row of its step 0 there, $prediction_id itself
SELECT * EXCLUDE (prediction_id, file_row_number)
FROM read_parquet($path, file_row_number = true)
WHERE
    file_row_number >= $first + $start
    AND file_row_number < $first + $stop
    AND prediction_id = $prediction_id
ORDER BY step

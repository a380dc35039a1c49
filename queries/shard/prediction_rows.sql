-- The rows of some predictions. $ids
FROM predictions WHERE prediction_id IN (SELECT unnest($ids::VARCHAR[]))

-- The traces that have further runs; filled from the catalog.
CREATE OR REPLACE TABLE _rerun AS SELECT unnest($trace_ids::VARCHAR[]) AS trace_id

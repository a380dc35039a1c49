-- The paths of all shards, live or dropped.
SELECT path FROM shards

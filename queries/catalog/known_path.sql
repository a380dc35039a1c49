-- Whether the catalog knows a file, dropped or not. ?1 path relative to the lake folder
SELECT count(*) FROM shards WHERE path = ?1

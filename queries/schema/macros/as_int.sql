-- The number that the repr of an int stands for. True and False are no such reprs.
CREATE OR REPLACE MACRO as_int(value VARCHAR) AS
    CASE WHEN regexp_full_match(value, '-?[0-9]+') THEN TRY_CAST(value AS BIGINT) END;

COMMENT ON MACRO as_int IS
'The number of the repr of an int, such as ''-7''; NULL for any other text, and beyond 64 bits (as_float '
'takes those).
value: a repr, as in changes';

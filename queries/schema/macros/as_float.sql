-- The number that the repr of a float or an int stands for.
CREATE OR REPLACE MACRO as_float(value VARCHAR) AS
    CASE
        WHEN regexp_full_match(value, '-?([0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?|inf)|nan')
            THEN TRY_CAST(value AS DOUBLE)
    END;

COMMENT ON MACRO as_float IS
'The number of the repr of a float or an int, such as ''1e-09'', ''inf'' or ''3''; NULL for any other '
'text.
value: a repr, as in changes';

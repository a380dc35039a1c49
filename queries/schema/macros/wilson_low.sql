-- The lower end of Wilson's 95 % interval of a share.
CREATE OR REPLACE MACRO wilson_low(share DOUBLE, n BIGINT) AS
    CASE
        WHEN n > 0 THEN greatest(
            0.0,
            (share + 1.9208 / n - 1.96 * sqrt(greatest(share * (1 - share), 0) / n + 0.9604 / n / n))
            / (1 + 3.8416 / n)
        )
    END;

COMMENT ON MACRO wilson_low IS
'The lower end of the 95 % interval of a share by Wilson''s method; NULL of nothing.
share: the share, from 0 to 1
n: of how many it is';

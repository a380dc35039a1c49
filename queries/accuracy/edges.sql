-- The lower edge of the bin of a number: 0, 1, 2-4, 5-9, 10-19, 20-49, 50-99 and so on; depths up to 4 stand alone.
CREATE OR REPLACE TEMP MACRO edge(x) AS CASE
    WHEN x < 1 THEN 0
    WHEN x < 2 THEN 1
    WHEN x < 5 THEN 2
    WHEN x < 10 THEN 5
    WHEN x < 20 THEN 10
    WHEN x < 50 THEN 20
    WHEN x < 100 THEN 50
    WHEN x < 200 THEN 100
    WHEN x < 500 THEN 200
    WHEN x < 1000 THEN 500
    WHEN x < 10000 THEN 1000
    ELSE 10000
END

-- What must work, one statement a line; above each, the first three rows of its answer as JSON, or, of the sample lake,
-- how many of them there are.

-- # plain
-- [[42]]
SELECT 42 AS x
-- [[1, 2]]
SELECT 1 AS a, 2 AS a
-- [[1, "a"], [2, "b"]]
VALUES (1, 'a'), (2, 'b')
-- [[1]]
SELECT 1 AS x;
-- [[1]]
; SELECT 1 AS x ;; -- ends; here
-- [[1]]
/* a; comment */ SELECT 1 AS x -- and another
-- [["a;b", 1]]
SELECT 'a;b' AS x, "c;d" FROM (SELECT 1 AS "c;d")
-- [["it's; \"so\"", "a $$ b", "a\tb"]]
SELECT $$it's; "so"$$ AS x, $t$a $$ b$t$ AS y, e'a\tb' AS z
-- [[1]]
SELECT 1 AS x \u200B
-- [[1]]
\uFEFFSELECT 1 AS x
-- [["\u00e9\u4e2d\ud83d\ude00"]]
SELECT 'é\u4E2D\U0001F600' AS "ключ"
-- [[9], [8]]
SELECT * FROM (SELECT range AS x FROM range(10) ORDER BY x DESC) LIMIT 2
-- [[2], [3]]
SELECT unnest([3, 1, 2]) AS x ORDER BY x LIMIT 2 OFFSET 1
-- [[1], [3]]
SELECT x FROM range(5) t(x) WHERE x BETWEEN 1 AND 3 AND x NOT IN (2) ORDER BY ALL
-- [["b", 1, null]]
SELECT CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END AS x, coalesce(NULL, 1) AS y, nullif(1, 1) AS z
-- [[null, 2, Infinity]]
SELECT TRY_CAST('a' AS INT) AS x, '1'::INT + 1 AS y, TRY(1 / 0) AS z
-- [[3, 1, 8.0, 4, 2, -1]]
SELECT 7 // 2 AS a, 7 % 2 AS b, 2 ** 3 AS c, 1 << 2 AS d, 6 & 3 AS e, -1 AS f
-- [["2020-02-29 00:00:00", 2020]]
SELECT DATE '2020-01-31' + INTERVAL 1 MONTH AS x, extract(year FROM DATE '2020-01-01') AS y
-- [["ab", true, true, "ab", true]]
SELECT 'abc'[1:2] AS a, 'abc' LIKE 'a%' AS b, 'abc' ~ 'a.*' AS c, 'a' || 'b' AS d, 'ab' SIMILAR TO 'a.' AS e
-- [[1, 2, 3, {"element1": 1, "element2": 2}]]
SELECT {'a': 1}.a AS a, MAP {'k': 2}['k'] AS b, [1, 2, 3][-1] AS c, row(1, 2) AS d
-- [["2", 1]]
SELECT '{"a": [1, 2]}'::JSON -> 'a' ->> 1 AS x, json_extract('{"b": 1}', '$.b')::INT AS y
-- [[2]]
SELECT count(*) AS n FROM json_each('{"a": 1, "b": 2}')
-- [[2], [3]]
SELECT DISTINCT ON (x % 2) x FROM range(4) t(x) ORDER BY x % 2, x DESC
-- [[5]]
SELECT #1 FROM (SELECT 5 AS x)
-- [[3]]
FROM range(3) t(x) SELECT sum(x)::INT AS s
-- [["a", "b", 2]]
SELECT TRIM(BOTH 'x' FROM 'xax') AS a, substring('abc' FROM 2 FOR 1) AS b, position('b' IN 'ab') AS c
-- [[true]]
SELECT 'a' COLLATE NOCASE = 'A' AS x
-- [[[4, 6]]]
SELECT [x * 2 FOR x IN [1, 2, 3] IF x > 1] AS x
-- [["AB"]]
SELECT ('abc').upper().left(2) AS x

-- # lists and lambdas
-- [[[2, 3], [2, 3]]]
SELECT list_transform([1, 2], lambda x: x + 1) AS a, list_filter([1, 2, 3], lambda x: x > 1) AS b
-- [[6]]
SELECT list_reduce([1, 2, 3], lambda a, b: a + b) AS x
-- [[[1, 2, 3], [1], [{"element1": 1, "element2": 2}], [1, 2]]]
SELECT list_sort([3, 1, 2]) AS a, list_distinct([1, 1]) AS b, list_zip([1], [2]) AS c, flatten([[1], [2]]) AS d
-- [[1]]
SELECT COLUMNS(lambda c: c LIKE 'a%') FROM (SELECT 1 AS a1, 2 AS b1)
-- [[2, 3]]
SELECT * EXCLUDE (b) REPLACE (a + 1 AS a) RENAME (c AS d) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)

-- # subqueries and WITH
-- [[1, 2]]
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
-- [[5]]
WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 5) SELECT count(*) AS n FROM t
-- [[1, 3]]
WITH RECURSIVE t(a, b) USING KEY (a) AS (SELECT 1, 1 UNION SELECT a, b + 1 FROM t WHERE b < 3) FROM t
-- [[1]]
WITH steps AS (SELECT 1 AS x) FROM steps
-- [[1]]
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (FROM a) FROM b
-- [[1]]
WITH "A b" AS (SELECT 1 AS x) FROM "a B"
-- [[0], [1]]
SELECT (SELECT max(x) FROM range(3) u(x) WHERE x < t.y) AS m FROM range(1, 3) t(y) ORDER BY m
-- [[true, true, true]]
SELECT EXISTS (FROM range(1)) AS x, 1 IN (SELECT 1) AS y, 1 = ANY (SELECT 1) AS z
-- [[1, 2]]
SELECT a.x, b.y FROM (VALUES (1)) a(x) CROSS JOIN LATERAL (SELECT a.x + 1 AS y) b
-- [[1]]
SELECT 1 AS x UNION ALL SELECT 2 EXCEPT SELECT 2 INTERSECT SELECT 2
-- [[1, null], [null, 2]]
SELECT 1 AS a UNION BY NAME SELECT 2 AS b ORDER BY a
-- [[1]]
SELECT x FROM (WITH c AS (SELECT 1 AS x) FROM c) JOIN (WITH c AS (SELECT 1 AS x) FROM c) USING (x)

-- # aggregates and windows
-- [[0, 1], [1, 1]]
SELECT x % 2 AS k, count(*) FILTER (WHERE x > 1) AS n FROM range(4) t(x) GROUP BY k HAVING n > 0 ORDER BY k
-- [[3, "0,1,2"]]
SELECT sum(x ORDER BY x)::INT AS a, string_agg(DISTINCT x::VARCHAR, ',' ORDER BY x::VARCHAR) AS b FROM range(3) t(x)
-- [[0, 0], [1, 1], [2, 3]]
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)::INT AS s FROM range(3) t(x)
-- [[4], [5]]
SELECT x FROM range(6) t(x) QUALIFY row_number() OVER (PARTITION BY x % 2 ORDER BY x DESC) = 1 ORDER BY x
-- [[null, 1], [0, 9]]
SELECT lag(x) OVER w AS a, lead(x, 1, 9) OVER w AS b FROM range(2) t(x) WINDOW w AS (ORDER BY x)
-- [["a", 1], ["b", 1], [null, 2]]
SELECT k, count(*) AS n FROM (VALUES ('a'), ('b')) t(k) GROUP BY ROLLUP (k) ORDER BY k NULLS LAST
-- [[[0.0, 2.0], 1, 0, [2, 1]]]
SELECT quantile_cont(x, [0.0, 1.0]) AS q, mode(1) AS m, arg_max(x, -x) AS a, max(x, 2) AS top FROM range(3) t(x)
-- [[3]]
SELECT x FROM (VALUES (1), (3)) a(x) ASOF JOIN (VALUES (2)) b(y) ON a.x >= b.y
-- [[3]]
SELECT count(*) AS n FROM range(3) a POSITIONAL JOIN range(2) b
-- [[1]]
SELECT x FROM range(3) t(x) SEMI JOIN (SELECT 1 AS x) USING (x)

-- # pivots
-- [["1", "2"]]
PIVOT (VALUES ('a', 1), ('b', 2)) t(k, v) ON k IN ('a', 'b') USING sum(v)
-- [["1", 1]]
FROM (PIVOT (SELECT 'a' AS k, 1 AS v) ON k IN ('a') USING sum(v) AS s, count(*) AS n)
-- [["1", null]]
FROM (VALUES ('a', 1)) t(k, v) PIVOT (sum(v) FOR k IN ('a', 'b'))
-- [["a", 1], ["b", 2]]
UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b INTO NAME k VALUE v
-- [["a", 1], ["b", 2]]
UNPIVOT (SELECT 1 AS a, 2 AS b) ON COLUMNS(*) INTO NAME k VALUE v

-- # the lake
-- 3 rows
FROM steps
-- 3 rows
FROM main.steps LIMIT 3
-- 3 rows
TABLE traces
-- 3 rows
FROM steps SELECT func, count(*) AS n GROUP BY func ORDER BY n DESC
-- 3 rows
DESCRIBE steps
-- 1 rows
DESC SELECT 1 AS x
-- 3 rows
DESCRIBE TABLE traces
-- 3 rows
SUMMARIZE steps
-- 2 rows
SUMMARIZE SELECT step, line FROM steps
-- 3 rows
FROM (SUMMARIZE traces) SELECT column_name, approx_unique
-- 3 rows
FROM (DESCRIBE steps) SELECT column_name
-- 3 rows
PIVOT steps ON event IN ('call', 'line', 'return') USING count(*) GROUP BY func
-- 3 rows
SELECT c.name, count(*) AS n FROM (SELECT unnest(changes) AS c FROM steps) GROUP BY ALL ORDER BY n DESC
-- 3 rows
SELECT changes[1].name, list_transform(changes, lambda c: c.value) FROM steps WHERE len(changes) > 0
-- 3 rows
SELECT t.name, max(s.depth) FROM traces t JOIN steps s USING (trace_id) GROUP BY ALL
-- 3 rows
SELECT * FROM steps USING SAMPLE 5 ROWS
-- 3 rows
SELECT * FROM steps TABLESAMPLE reservoir(5 ROWS)
-- 3 rows
SELECT * FROM traces LIMIT 10%
-- 3 rows
SELECT s.* FROM traces t, LATERAL (SELECT * FROM steps WHERE trace_id = t.trace_id ORDER BY step LIMIT 1) s
-- [[true]]
SELECT count(*) > 0 FROM state_at((SELECT min(trace_id) FROM steps), 3)
-- [[true]]
SELECT count(*) > 0 FROM calls((SELECT min(trace_id) FROM steps))
-- 3 rows
SELECT value_at(changes, 'x'), as_int('3') FROM steps
-- 3 rows
SELECT func.upper() FROM steps
-- 3 rows
FROM items
-- 3 rows
FROM programs SELECT program_id, left(text, 20)
-- 3 rows
FROM predictions
-- 3 rows
FROM predicted_steps SELECT verdict, count(*) GROUP BY ALL

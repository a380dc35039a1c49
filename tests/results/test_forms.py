"""What leaves in each form is what the query said, type by type."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv
from tests.results.answers import Made, answer

from tracewalk.errors import UsageError
from tracewalk.results import FORMS, form_named, form_of_file


def written(form: str, made: Made) -> bytes:
    return b"".join(FORMS[form].write(made))


def value(sql: str) -> object:
    """The one value of a query, through JSON."""
    row = json.loads(written("json", answer(f"SELECT {sql} AS x")))["rows"][0]
    return row["x"]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("NULL", None),
        ("9007199254740991", 9007199254740991),
        ("9007199254740992", "9007199254740992"),
        ("(-9223372036854775808)::BIGINT", "-9223372036854775808"),
        ("18446744073709551615::UBIGINT", "18446744073709551615"),
        ("sum(42)", 42),
        ("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727"),
        ("1.50", 1.5),
        ("12345678901234567.5", "12345678901234567.5"),
        ("0.1::DOUBLE", 0.1),
        ("'nan'::DOUBLE", "NaN"),
        ("'-inf'::DOUBLE", "-Infinity"),
        ("true", True),
        ("'é\n\"'", 'é\n"'),
        ("DATE '2020-02-29'", "2020-02-29"),
        ("DATE 'infinity'", "infinity"),
        ("TIME '10:00:00.5'", "10:00:00.500000"),
        ("TIMESTAMP '2020-01-01 10:00:00'", "2020-01-01T10:00:00.000000"),
        ("TIMESTAMP '-infinity'", "-infinity"),
        ("TIMESTAMPTZ '2020-01-01 10:00:00+02'", "2020-01-01T08:00:00.000000Z"),
        ("INTERVAL '1 month 2 days 1500 milliseconds'", "P1M2DT1.5S"),
        ("'a\\xFF'::BLOB", "Yf8="),
        ("[1, NULL, 9007199254740993]", [1, None, "9007199254740993"]),
        ("[1, 2]::INTEGER[2]", [1, 2]),
        ("{'a': 'nan'::FLOAT, 'b': [DATE '2020-01-01']}", {"a": "NaN", "b": ["2020-01-01"]}),
        ("MAP {'k': 1, 'l': NULL}", [["k", 1], ["l", None]]),
        ("'x'::ENUM('x', 'y')", "x"),
        ("union_value(k := 1)", 1),
    ],
)
def test_json_loses_nothing(sql: str, told: object) -> None:
    found = value(sql)
    assert (type(found), found) == (type(told), told)


def test_json_says_what_there_is_before_the_rows() -> None:
    made = answer("SELECT 1 AS a, [{'name': 'x'}] AS changes, 2 AS a")
    text = written("json", made).decode()
    assert text.splitlines()[0].endswith('"rows":[')
    assert json.loads(text) == {
        "columns": [
            {"name": "a", "type": "INTEGER"},
            {"name": "changes", "type": "STRUCT(name VARCHAR)[]"},
            {"name": "a_1", "type": "INTEGER"},
        ],
        "n_rows": 1,
        "truncated": False,
        "milliseconds": 12.3,
        "rows": [{"a": 1, "changes": [{"name": "x"}], "a_1": 2}],
    }
    assert json.loads(written("json", answer("SELECT 1 AS a WHERE false")))["rows"] == []


MANY = """
    SELECT i::BIGINT AS i, 'value ' || i AS text, [i, NULL] AS list, {'n': i, 't': [i::VARCHAR]} AS struct,
        MAP {'k' || i: i} AS map, CASE WHEN i % 3 > 0 THEN [[i], []] END AS nested
    FROM range(70_000) AS numbers(i)
"""


def test_many_rows_are_the_same_in_every_form() -> None:
    made = answer(MANY)
    truth = made.table.to_pylist()
    for row in truth:
        row["map"] = [list(pair) for pair in row["map"]]
    assert json.loads(written("json", made))["rows"] == truth
    stream = pa.ipc.open_stream(written("arrow", made)).read_all()
    assert stream.equals(made.table)
    assert pq.read_table(io.BytesIO(written("parquet", made))).to_pylist() == made.table.to_pylist()
    table = csv.read_csv(io.BytesIO(written("csv", made))).to_pydict()
    assert table["i"] == [row["i"] for row in truth]
    assert table["text"] == [row["text"] for row in truth]
    assert [json.loads(text) for text in table["struct"]] == [row["struct"] for row in truth]


def test_csv_tells_null_from_an_empty_text_and_quotes_what_needs_it() -> None:
    made = answer("""
        SELECT * FROM (
            VALUES ('', 'a"b,c', 1.5, TIMESTAMP '2020-01-01 00:00:00'), (NULL, NULL, NULL, NULL)
        ) AS t(a, b, c, d)
    """)
    assert written("csv", made).decode() == '"a","b","c","d"\n"","a""b,c",1.5,"2020-01-01T00:00:00.000000"\n,,,\n'


def test_parquet_has_as_text_what_it_has_no_type_for() -> None:
    made = answer("SELECT INTERVAL '1 day' AS i, union_value(k := 1) AS u, 7 AS n")
    table = pq.read_table(io.BytesIO(written("parquet", made)))
    assert table.to_pylist() == [{"i": "P0M1DT0S", "u": "1", "n": 7}]


@pytest.mark.parametrize("form", FORMS)
def test_no_rows_and_columns_of_one_name_are_no_trouble(form: str) -> None:
    assert written(form, answer("SELECT 1 AS a, 2 AS a, 3 AS a_1 WHERE false"))
    made = answer("SELECT 1 AS a, 2 AS a, 3 AS a_1")
    if form == "arrow":
        assert pa.ipc.open_stream(written(form, made)).read_all().to_pylist() == [{"a": 1, "a_2": 2, "a_1": 3}]


def test_a_form_is_known_by_its_name_or_by_that_of_a_file() -> None:
    assert form_of_file("x.CSV") is FORMS["csv"]
    assert form_of_file("x.arrow") is FORMS["arrow"]
    assert form_of_file("x.txt") is None
    with pytest.raises(UsageError, match="json, csv, parquet, arrow"):
        form_named("xml")

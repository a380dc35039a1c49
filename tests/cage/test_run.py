"""`Cage.run`: answers, errors with their place, parameters, and a lake that moves on."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.lake.conftest import fill

from tracewalk.cage import Cage
from tracewalk.errors import SqlError, SqlRefused
from tracewalk.lake import Lake
from tracewalk.settings import Settings


def test_an_answer_knows_whether_there_is_more(cage: Cage) -> None:
    for rows, n_rows, truncated in ((9, 9, True), (10, 10, False), (11, 10, False), (0, 0, True), (None, 10, False)):
        with cage.run("FROM range(10)", rows=rows) as answer:
            assert (answer.n_rows, answer.truncated) == (n_rows, truncated)
            assert answer.table().num_rows == n_rows


def test_an_answer_is_read_again_until_it_is_closed(cage: Cage) -> None:
    answer = cage.run("SELECT range AS x FROM range(300000)", rows=None)
    assert answer.schema == pa.schema({"x": pa.int64()})
    first = list(answer.batches())
    assert len(first) > 1
    assert pa.Table.from_batches(first) == answer.table()
    answer.close()
    assert list(answer.batches()) == []
    assert first[-1]["x"][-1].as_py() == 299_999  # what was handed out stays


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("SELECT nope FROM steps", "nope"),
        ("SELECT 'éé\U0001f600', nope FROM steps", "nope"),
        ("-- é\n;SELECT 1, func::INT FROM steps ;", "::INT"),
        ("SELECT 'é', 1/'b'", "'b'"),
        ("SELECT é, lenght('a')", "lenght"),
        ("SELECT 'é' FROM nope", "nope"),
        ("SELECT 'é' FROM steps, read_text('x')", "read_text"),
        ("SELECT 'é' FRM steps WHERE", "steps"),
        ("SELECT 1 + 'é'::INT", "::INT"),
        ("SELECT 'é', max(step) FROM steps GROUP BY nope", "nope"),
        ("SELECT 'é', len(1, 2, 3)", "len"),
    ],
)
def test_an_error_has_its_place_in_the_visitors_text(cage: Cage, text: str, marked: str) -> None:
    with pytest.raises(SqlError) as caught:
        cage.run(text, rows=1)
    assert caught.value.position is not None
    assert text[caught.value.position :].startswith(marked), caught.value.position


def test_an_error_that_comes_late_is_still_one(cage: Cage) -> None:
    text = "SELECT CASE WHEN range > 400000 THEN error('too far') ELSE range END AS x FROM range(500000)"
    with pytest.raises(SqlError, match="too far"):
        cage.run(text, rows=None)


def test_a_message_names_no_path_of_the_machine(cage: Cage, lake: Lake) -> None:
    with pytest.raises(SqlError) as caught:
        cage.run(f"SELECT error('{str(lake.path).replace(chr(39), chr(39) * 2)}/steps')", rows=1)
    assert str(lake.path) not in str(caught.value)


def test_parameters_are_bound_and_never_read_as_sql(cage: Cage) -> None:
    text = "SELECT $a::VARCHAR AS a, $b::BIGINT + 1 AS b, $c::VARCHAR AS c, $a::VARCHAR || '!' AS d"
    given = {"a": "'; DROP VIEW steps --", "b": 41, "c": None}
    with cage.run(text, given, rows=1) as answer:
        assert answer.table().to_pylist() == [{"a": given["a"], "b": 42, "c": None, "d": given["a"] + "!"}]
    assert cage.parameters(text) == ("a", "b", "c")
    assert cage.parameters("SELECT '$a', \"$b\", $c -- $d\n, $$ $e $$, $c, $f") == ("c", "f")


@pytest.mark.parametrize("given", [{}, {"x": 1, "y": 2}, {"x": "\ud800"}, {"x": [1, {"y": 2}]}, {"x": 10**50}])
def test_odd_parameters_are_an_error_and_the_worker_lives(cage: Cage, given: dict[str, object]) -> None:
    with pytest.raises(SqlError):
        cage.run("SELECT $x::INT AS x", given, rows=1)
    with cage.run("SELECT 1 AS x", rows=1) as answer:
        assert answer.n_rows == 1


def test_every_type_comes_through(cage: Cage) -> None:
    text = """SELECT 1::HUGEINT a, uuid() u, '{}'::JSON j, 1::UBIGINT b, now() n, INTERVAL 3 DAYS i, 'a'::ENUM('a') e,
        1.5::DECIMAL(10, 2) d, [[1], NULL] l, {'a': [1]} s, MAP {'a': 1} m, '101'::BIT bi, 'x'::BLOB bl,
        DATE '2020-01-01' da, TIME '10:00' ti, NULL nu, union_value(k := 1) un, [1, 2]::INT[2] ar, 1::VARIANT v,
        TIMESTAMP_NS '2020-01-01' tn, 1::BIGNUM bn, 'nan'::DOUBLE f"""
    with cage.run(text, rows=None) as answer:
        assert answer.table().num_columns == 22


def test_a_query_right_after_a_publication_sees_it(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "lake") as lake:
        cage = Cage(lake, Settings(sql_workers=1))
        try:
            for number in range(1, 4):
                assert count(cage) == number - 1
                fill(lake, [number])
                assert count(cage) == number
        finally:
            cage.close()


def count(cage: Cage) -> int:
    with cage.run("SELECT count(*) AS n FROM traces WHERE trace_id IN (SELECT trace_id FROM steps)", rows=1) as answer:
        n = answer.table()["n"][0].as_py()
    assert isinstance(n, int)
    return n


def test_the_text_has_a_size(cage: Cage) -> None:
    with pytest.raises(SqlRefused, match="TRACEWALK_SQL_CHARS"):
        cage.run("SELECT '" + "x" * 60_000 + "'", rows=1)

"""The SQL library is whole: every check over what is there, and each seen to fail over something bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sql import checker
from tests.sql.naming import names_in, nowhere, unused

from tracewalk import sql
from tracewalk.lake import Lake
from tracewalk.model import TABLES
from tracewalk.resources import folder
from tracewalk.sql import Argument, Column, Macro, Schema, Table, empty_schema, macros
from tracewalk.sql.header import is_public, read_query

QUERIES = folder("queries")
FILES = {path.relative_to(QUERIES).with_suffix("").as_posix(): path.read_text() for path in QUERIES.glob("**/*.sql")}
PUBLIC = {name: text for name, text in FILES.items() if is_public(text)}
NAMES = names_in(path.read_text() for path in Path(sql.__file__).parents[1].glob("**/*.py"))


@pytest.fixture(scope="module")
def required(samples: Lake) -> dict[str, object]:
    """A value for each parameter that a query may require."""
    told = samples.cursor().sql("FROM predictions JOIN traces USING (trace_id) WHERE first_bad_verdict = 'state'")
    one = told.project("trace_id AS trace, prediction_id AS prediction, program_id AS program, model")
    row: dict[str, object] = one.order("prediction").limit(1).to_arrow_table().to_pylist()[0]
    return row | {"dataset": "samples", "step": 1, "name": "n", "text": "a"}


def test_everything_is_documented(samples: Lake) -> None:
    told = samples.cursor().sql("SELECT function_name, comment FROM duckdb_functions() WHERE comment IS NOT NULL")
    assert checker.undocumented(empty_schema(), dict(told.fetchall())) == []
    assert [table.name for table in empty_schema().tables] == list(TABLES)
    for table in empty_schema().tables:
        extra = ["nondeterministic"] if table.name == "traces" else []
        assert [column.name for column in table.columns] == [*TABLES[table.name].schema.names, *extra]


def test_every_file_is_used_and_every_name_is_a_file() -> None:
    own = {f"schema/{table}" for table in TABLES} | {f"schema/macros/{macro}" for macro in macros()}
    assert unused(FILES.keys() - PUBLIC.keys() - own, NAMES) == []
    assert nowhere(FILES, NAMES) == []


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("schema/")))
def test_a_file_of_the_schema_makes_what_it_is_named_after(name: str) -> None:
    assert checker.defines(name.rpartition("/")[2], FILES[name]) == []
    assert checker.style(name, FILES[name]) == []


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_query_is_sound(name: str, samples: Lake) -> None:
    text = PUBLIC[name]
    assert checker.header(name, text) == []
    assert checker.style(name, text) == []
    assert checker.refused(name, text, samples.cursor()) == []


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_query_gives_what_its_chart_draws(name: str, samples: Lake, required: dict[str, object]) -> None:
    assert checker.answers(read_query(name, PUBLIC[name]), samples.cursor(), required) == []


# ------------------------------------------------------------------ each check fails where it should

GOOD = """-- Steps by event
-- How many steps are there of each event?
-- $trace VARCHAR: the trace's id
-- chart: bar(event, n)
SELECT event, count(*) AS n FROM steps WHERE trace_id = $trace::VARCHAR GROUP BY event
"""


def test_a_good_query_passes(samples: Lake, required: dict[str, object]) -> None:
    assert (
        checker.header("a/b", GOOD)
        == checker.style("a/b", GOOD)
        == checker.refused("a/b", GOOD, samples.cursor())
        == []
    )
    assert checker.answers(read_query("a/b", GOOD), samples.cursor(), required) == []


def test_what_is_undocumented_is_seen() -> None:
    bare = Schema(
        (Table("steps", "", (Column("step", "INTEGER", ""),)),),
        (Macro("calls", True, "", (Argument("trace", "", ""), Argument("step", "BIGINT", "a step")),),),
    )  # fmt: skip
    assert checker.undocumented(bare, {"calls": "\nstep: a step\nstop: none"}) == [
        "steps: the view has no comment",
        "steps.step: no comment",
        "calls: the macro has no comment",
        "calls(trace): no comment",
        "calls(trace): no type",
        "calls: 'stop' is no argument of it",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-- chart", "-- $n BIGINT = 1: never used\n-- chart", "$n is listed, and the text does not use it"),
        ("event, count", "$n::BIGINT, count", "$n is used, and the header does not list it"),
        ("$trace::VARCHAR", "$trace", "every $trace is written $trace::VARCHAR"),
        ("each event?", "each event", "its question"),
        ("bar(event, n)", "pie(event, n)", "is no chart"),
    ],
)
def test_a_bad_header_is_seen(old: str, new: str, said: str) -> None:
    assert said in checker.header("a/b", GOOD.replace(old, new))[0]


def test_bad_style_is_seen() -> None:
    faults = checker.style("a/b", GOOD.replace("by event\n", "by event.\n").replace("$trace", "$Trace") + " " * 111)
    assert len(faults) == 3


@pytest.mark.parametrize(
    "text",
    [
        "DROP VIEW steps",
        "SELECT 1; SELECT 2",
        "COPY (SELECT 1) TO 'x.csv'",
        "INSERT INTO t SELECT 1",
        "CREATE TABLE t AS SELECT 1",
        "SET threads = 1",
        "WITH c AS (COPY (SELECT 1 AS x) TO 'x.parquet') SELECT * FROM c",
        "WITH c AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM c",
        "ATTACH 'x.db'",
    ],
)
def test_a_banned_statement_is_seen(text: str, samples: Lake) -> None:
    assert checker.refused("a/b", text, samples.cursor()) != []


@pytest.mark.parametrize(
    "text",
    [
        "FROM _steps",
        "FROM memory.main.steps",
        "FROM 'lake/steps/x.parquet'",
        "FROM read_parquet('x.parquet')",
        "FROM read_text('x')",
        "FROM duckdb_views()",
        "FROM information_schema.tables",
        "FROM places",
        "SELECT current_setting('threads')",
        "WITH c AS (SELECT 1) SELECT (SELECT count(*) FROM _traces) FROM c",
        "FROM steps JOIN _rerun USING (trace_id)",
        "FROM query('SELECT 1')",
    ],
)
def test_a_private_read_is_seen(text: str, samples: Lake) -> None:
    assert checker.refused("a/b", text, samples.cursor()) != []


@pytest.mark.parametrize(
    "text",
    [
        "WITH RECURSIVE c AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM c WHERE x < 3) FROM c",
        "SELECT as_int(value) FROM state_at('a', 1), range(3) AS n",
        "SELECT unnest(changes) FROM steps AS s JOIN (WITH d AS (FROM traces) FROM d) USING (trace_id)",
        "VALUES (1)",
    ],
)
def test_public_reads_pass(text: str, samples: Lake) -> None:
    assert checker.refused("a/b", text, samples.cursor()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("AS n", "AS many", "the chart draws n, no column of the answer"),
        ("SELECT event", "SELECT events AS event", "Referenced column"),
        ("bar(event, n)", "bar(event, n, kind)", "the chart draws kind"),
        ("$trace", "$place", "$place is required, and the checker has no sample"),
    ],
)
def test_a_bad_answer_is_seen(samples: Lake, required: dict[str, object], old: str, new: str, said: str) -> None:
    query = read_query("a/b", GOOD.replace(old, new))
    assert any(said in fault for fault in checker.answers(query, samples.cursor(), required))


def test_an_unused_file_and_a_name_without_a_file_are_seen() -> None:
    python = """
statement("trace/frames"); lake.query(f"catalog/{name}"); names = ["all_traces", f"put_{table}", "items"]; table = "run"
statement(f"gone/{x}"); fetch(cursor, "nowhere/at_all"); old = "trace/renamed"; f"catalog/drop_{name}"; f"{a}{b}"
"""
    names = names_in([python])
    files = ["trace/frames", "trace/lost", "catalog/all_traces", "catalog/put_run", "catalog/put_none", "catalog/items"]
    assert [fault.partition(":")[0] for fault in unused(files, names)] == ["trace/lost", "catalog/put_none"]
    assert [fault.partition(":")[0] for fault in nowhere(files, names)] == [
        "nowhere/at_all",
        "trace/renamed",
        "catalog/drop_(.+)",
    ]


def test_a_misnamed_file_of_the_schema_is_seen() -> None:
    assert checker.defines("steps", "CREATE OR REPLACE VIEW stops AS FROM _steps") == ["steps: makes no VIEW steps"]
    assert len(checker.defines("calls", "CREATE OR REPLACE MACRO calls(a) AS 1; DROP VIEW steps")) == 1
    assert checker.defines("calls", "-- x\nCREATE OR REPLACE MACRO calls(a) AS 1; COMMENT ON MACRO calls IS 'x'") == []

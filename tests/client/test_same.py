"""One class of tests over a folder and over a server: the same calls, the same answers."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

import pyarrow as pa
import pytest

import tracewalk
from tracewalk.client import Session
from tracewalk.errors import NotFound, SqlError, UsageError

NAMED = "home/events"


class TestBoth:
    def test_rows_come_with_their_types(self, session: Session) -> None:
        found = session.sql("""
            SELECT 9223372036854775807 AS big, 'nan'::DOUBLE AS nan, DATE '2020-01-01' AS day, [{'a': 1}] AS nested,
                TIMESTAMP '2020-01-01 10:00:00' AS moment, NULL::VARCHAR AS nothing, '\x1b<b>' AS text
        """)
        assert found.to_arrow().schema.types[:2] == [pa.int64(), pa.float64()]
        (row,) = found
        assert math.isnan(row.pop("nan"))
        assert row == {
            "big": 2**63 - 1,
            "day": date(2020, 1, 1),
            "nested": [{"a": 1}],
            "moment": datetime(2020, 1, 1, 10),  # noqa: DTZ001 - SQL's TIMESTAMP has no zone
            "nothing": None,
            "text": "\x1b<b>",
        }
        assert (len(found), found.truncated) == (1, False)

    def test_parameters_keep_their_types(self, session: Session) -> None:
        found = session.sql(
            "SELECT $n + 1 AS n, $x / 2 AS x, $t || '!' AS t, $b AS b, $d::DATE AS d, $none::INTEGER AS none",
            n=2**40, x=0.5, t="a'b", b=True, d=date(2020, 1, 2), none=None,
        )  # fmt: skip
        assert list(found) == [{"n": 2**40 + 1, "x": 0.25, "t": "a'b!", "b": True, "d": date(2020, 1, 2), "none": None}]
        with pytest.raises(UsageError, match=r"\$x cannot be of type set"):
            session.sql("SELECT $x", x={1})

    def test_a_header_of_typed_text_holds(self, session: Session) -> None:
        text = "-- T\n-- $a BIGINT = 3: x\n-- $b VARCHAR = NULL: y\nSELECT $a::BIGINT + 1 AS a, $b::VARCHAR AS b"
        assert list(session.sql(text)) == [{"a": 4, "b": None}]
        assert list(session.sql(text, a="7", b="z")) == list(session.sql(text, a=7, b="z")) == [{"a": 8, "b": "z"}]
        with pytest.raises(UsageError, match=r"\$a takes a BIGINT"):
            session.sql(text, a="x")

    def test_a_named_query_runs_by_its_name(self, session: Session) -> None:
        found = session.sql(NAMED)
        assert {"event", "steps"} <= set(found.columns) or len(found.columns) > 1
        with pytest.raises(NotFound, match="home/events"):
            session.sql("home/eventz")
        with pytest.raises(UsageError, match="has no parameter"):
            session.sql(NAMED, nosuch=1)

    def test_what_is_wrong_says_where(self, session: Session) -> None:
        text = "SELECT trace_id,\n nosuch FROM traces"
        with pytest.raises(SqlError, match="nosuch") as caught:
            session.sql(text)
        assert caught.value.position == text.index("nosuch")

    def test_the_gallery_lists_what_runs(self, session: Session) -> None:
        gallery = session.queries()
        assert gallery[NAMED].question.endswith("?")
        assert gallery[NAMED].text.startswith("--")
        assert f"{NAMED}(" in repr(gallery)
        assert f"<code>{NAMED}</code>" in gallery._repr_html_()

    def test_the_schema_tells_each_column(self, session: Session) -> None:
        schema = session.schema()
        steps = next(table for table in schema.tables if table.name == "steps")
        assert {column.name for column in steps.columns} >= {"trace_id", "step", "changes"}
        assert all(column.about for column in steps.columns)
        assert "state_at" in repr(schema)

    def test_a_trace_tells_its_run(self, session: Session, ids: dict[str, str]) -> None:
        trace = session.trace(next(iter(ids.values())))
        assert trace.n_steps == len(trace.steps())
        assert [row["step"] for row in trace.steps(3, 5)] == [3, 4]
        assert trace.created_at.tzinfo is not None
        text, html = repr(trace), trace._repr_html_()
        assert trace.trace_id in text
        assert all(line.isprintable() for line in text.split("\n"))
        assert "<script" not in html
        assert all(path in html for path in trace.sources)

    def test_the_state_at_a_step(self, session: Session, ids: dict[str, str]) -> None:
        trace = session.trace(next(iter(ids.values())))
        last = trace.state(trace.n_steps - 1)
        assert last.frames[-1].depth >= 1
        assert f"state at step {trace.n_steps - 1}" in repr(last)
        assert "<table>" in last._repr_html_()
        with pytest.raises(NotFound, match="has no step"):
            trace.state(trace.n_steps)

    def test_a_prediction_tells_its_verdict(self, session: Session) -> None:
        (row,) = session.sql("SELECT * FROM predictions WHERE mode = 'full' AND NOT exact ORDER BY n_rows DESC LIMIT 1")
        prediction = session.prediction(row["prediction_id"])
        assert prediction.model == row["model"]
        assert len(prediction.steps()) == row["n_rows"]
        assert prediction.created_at.tzinfo is not None
        assert prediction.trace.trace_id == row["trace_id"]
        assert re.search(r"\d+ of \d+ steps? right", repr(prediction))
        assert "✗" in prediction._repr_html_()
        with pytest.raises(AttributeError, match="n_correct"):
            _ = prediction.nosuch

    def test_what_is_not_there_is_told_with_what_is_near(self, session: Session, ids: dict[str, str]) -> None:
        one = next(iter(ids.values()))
        with pytest.raises(NotFound, match=one):
            session.trace(one[:-1] + ("0" if one[-1] != "0" else "1"))
        with pytest.raises(NotFound, match="no prediction"):
            session.prediction("../x?y#z")


def test_both_give_the_same(by_folder: Session, by_address: Session, ids: dict[str, str]) -> None:
    for query in ("SELECT * FROM traces ORDER BY trace_id", "FROM predicted_steps ORDER BY ALL LIMIT 500", NAMED):
        here, there = by_folder.sql(query).to_arrow(), by_address.sql(query).to_arrow()
        assert here.schema == there.schema
        assert here.equals(there)
    for trace_id in list(ids.values())[:5]:
        here, there = by_folder.trace(trace_id), by_address.trace(trace_id)
        assert (here._about, here.items, here.sources) == (there._about, there.items, there.sources)
        assert here.steps().to_arrow().equals(there.steps().to_arrow())
        assert here.state(2).frames == there.state(2).frames
        assert (repr(here), here._repr_html_()) == (repr(there), there._repr_html_())
    prediction_id = next(iter(by_folder.sql("SELECT prediction_id FROM predictions ORDER BY ALL")))["prediction_id"]
    here, there = by_folder.prediction(prediction_id), by_address.prediction(prediction_id)
    assert (here._row, repr(here)) == (there._row, repr(there))
    assert here.steps().to_arrow().equals(there.steps().to_arrow())
    assert by_folder.queries() == by_address.queries()
    assert repr(by_folder.schema()) == repr(by_address.schema())


def test_links_lead_to_the_server_and_need_one(by_folder: Session, by_address: Session, ids: dict[str, str]) -> None:
    one = next(iter(ids.values()))
    base = by_address._door.base
    assert by_address.trace(one).url(step=3, var="x") == f"{base}/trace?v=1&trace={one}&step=3&var=x"
    assert by_address.url("SELECT $n", n=1) == f"{base}/sql?v=1&q=SELECT+%24n&p.n=1"
    assert by_address.url(NAMED).startswith(f"{base}/sql?v=1&name=")
    for ask in (by_folder.trace(one).url, lambda: by_folder.url("SELECT 1")):
        with pytest.raises(UsageError, match="tracewalk serve"):
            ask()


def test_what_was_closed_says_so(by_folder: Session) -> None:
    for asked_before in (False, True):
        closed = tracewalk.open(by_folder._door.place)
        if asked_before:
            closed.sql("SELECT 1")
        closed.close()
        closed.close()
        for ask in (lambda: closed.sql("SELECT 1"), lambda: closed.sql(NAMED), lambda: closed.trace("0" * 32)):  # noqa: B023
            with pytest.raises(UsageError, match="was closed"):
                ask()

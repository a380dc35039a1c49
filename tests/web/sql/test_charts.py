"""Which chart a result gets, and that each one draws what the rows hold."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from tracewalk.links import Sql
from tracewalk.sql import Chart
from tracewalk.web.accuracy.look import Look
from tracewalk.web.sql.draw import draw
from tracewalk.web.sql.shape import choose

NOTHING = Sql(q="SELECT 1")
COUNTS = pa.table({"func": ["f", "g", None], "n": [3, 2, 1]})
LOOK = Look(())


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"func": ["f", "g"], "n": [3, 2]}, "bar"),
        ({"depth": [1, 2, 3], "rate": [0.5, 0.2, 0.1]}, "line"),
        ({"size": [5, 2, 9], "rate": [0.5, 0.2, 0.1]}, "point"),
        ({"at": [date(2026, 1, 1), date(2026, 1, 2)], "n": [1, 2]}, "line"),
        ({"n": list(range(10))}, "histogram"),
        (
            {"type": ["int", "str"] * 5, "size": [1, 4, 2, 2, 1] * 2},
            "histogram",
        ),  # rows of a kind, not a number of each
        ({"said": [5, 5, 9] * 4, "right": [1, 1, 3] * 4}, "point"),
        ({"type": ["int", "int"], "cut": ["yes", "no"], "n": [1, 2]}, "bar"),
        ({"trace_id": ["a" * 32] * 2, "n": [1, 2]}, "none"),  # a list of things
        ({"func": ["f"], "n": [1]}, "none"),
        ({"func": ["f", "g"], "values": [[1], [2]]}, "none"),
        ({name: [1, 2] for name in "abcde"}, "none"),
    ],
)
def test_a_result_without_a_header_gets_what_fits_its_shape(columns: dict[str, list[object]], kind: str) -> None:
    assert choose(pa.table(columns), NOTHING, None).chart.kind == kind


def test_what_a_query_groups_by_comes_before_what_it_counts() -> None:
    table = pa.table({"event": ["call", "line", "call"], "depth": [1, 1, 2], "n": [3, 9, 4]})
    assert choose(table, NOTHING, None).chart == Chart("bar", "event", "n", "depth")
    assert choose(table.select(["depth", "event", "n"]), NOTHING, None).chart == Chart("line", "depth", "n", "event")
    assert choose(table.select(["event", "n"]).slice(1), NOTHING, None).chart == Chart("bar", "event", "n")
    many = pa.table({"event": ["line"] * 99, "line": range(99), "n": range(99)})
    assert choose(many, NOTHING, None).chart.kind == "none"


def test_the_link_comes_before_the_header() -> None:
    header = Chart("bar", "func", "n")
    assert choose(COUNTS, NOTHING, header).chart == header
    assert choose(COUNTS, Sql(chart="none"), header).chart == Chart("none")
    assert choose(COUNTS, Sql(chart="histogram", x="n"), header).chart == Chart("histogram", "n")
    assert choose(COUNTS, Sql(chart="bar"), None).chart == header


def test_a_column_that_is_gone_is_said() -> None:
    choice = choose(COUNTS, Sql(chart="bar", x="nope", y="n"), None)
    assert choice.chart.kind == "none"
    assert "'nope'" in (choice.fault or "")
    choice = choose(COUNTS, NOTHING, Chart("bar", "nope", "n"))
    assert (choice.chart.kind, "'nope'" in (choice.fault or "")) == ("none", True)


def test_bars_stand_in_the_rows_order_with_null_named() -> None:
    figure = draw(COUNTS, Chart("bar", "func", "n"), LOOK)
    assert list(figure.data[0].y) == ["f", "g", "NULL"]
    assert list(figure.data[0].x) == [3, 2, 1]


def test_many_names_are_cut_short_and_it_is_said() -> None:
    many = pa.table({"func": [f"f{n}" for n in range(100)], "n": list(range(100))})
    figure = draw(many, Chart("bar", "func", "n"), LOOK)
    assert len(figure.data[0].y) == 24
    assert "of 100" in figure.layout.xaxis.title.text


def test_groups_with_an_order_stand_in_it_and_many_become_others() -> None:
    table = pa.table({"x": ["a", "b"] * 3, "y": [1.0, None, 3.0, 4.0, 5.0, 6.0], "size": [100, 100, 9, 9, 20, None]})
    figure = draw(table, Chart("bar", "x", "y", "size"), LOOK)
    assert [trace.name for trace in figure.data] == ["9", "20", "100", "NULL"]
    wide = pa.table({"x": list(range(20)), "y": list(range(20)), "who": [f"m{n}" for n in range(20)]})
    figure = draw(wide, Chart("point", "x", "y", "who"), LOOK)
    assert len(figure.data) == 8
    assert sum(len(trace.x) for trace in figure.data) == 20
    assert {trace.name for trace in figure.data} >= {"others"}


def test_what_has_no_place_is_left_out_and_lines_are_ordered() -> None:
    table = pa.table({"x": [3.0, 1.0, None, 2.0], "y": [1.0, float("nan"), 1.0, 4.0]})
    figure = draw(table, Chart("line", "x", "y"), LOOK)
    assert list(figure.data[0].x) == [2, 3]
    assert list(figure.data[0].y) == [4, 1]


@pytest.mark.parametrize("chart", [Chart("bar", "x", "y"), Chart("histogram", "x"), Chart("point", "x", "y", "x")])
def test_text_is_never_markup(chart: Chart) -> None:
    table = pa.table({"x": ["<b>%{y}</b>", "<img src=x onerror=alert(1)>"], "y": [1, 2]})
    figure = draw(table, chart, LOOK)
    shown = [
        *(figure.layout.yaxis.ticktext or ()),
        *(trace.hovertemplate + (trace.name or "") for trace in figure.data),
    ]
    assert not any("<b>" in text or "<img" in text for text in shown)

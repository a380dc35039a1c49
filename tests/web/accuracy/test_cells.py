"""Every bar, point and cell opens as many examples as it counts, and each leads to its step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.web.accuracy.conftest import select
from tests.web.accuracy.made import trace_id

from tracewalk.errors import LinkError
from tracewalk.lake import Lake
from tracewalk.links import Accuracy
from tracewalk.web.accuracy import breakdowns, pairs
from tracewalk.web.accuracy.breakdowns import BY_STEP, BY_VALUE
from tracewalk.web.accuracy.cells import Examples, examples, read_cell
from tracewalk.web.accuracy.figures import Chart
from tracewalk.web.accuracy.selection import Selection, run

FULL = Accuracy(model="m", mode="full")


def opened(lake: Lake, selection: Selection, cell: str, *, right: bool = False, roots: bool = False) -> Examples:
    places = None
    if cell.startswith("pairs"):
        places = run(lake.cursor(), "places", {}, chosen=selection.table.select(["trace_id"]))
    return examples(lake.cursor(), selection, read_cell(selection, cell), right=right, roots=roots, places=places)


def names(found: Examples) -> list[str]:
    return [row["name"] for row in found.rows]


def points(chart: Chart) -> Iterator[tuple[str, float, float]]:
    """Each point's cell, rate and count."""
    for at, (name, rates) in enumerate(zip(chart.bins, chart.rates, strict=True)):
        for cohort, key in enumerate(chart.keys):
            yield f"{chart.name}~{key}~{name}", float(rates.rate[cohort]), float(chart.counts[at, cohort])


def test_shares_open_as_many_predictions_as_they_count(lake: Lake) -> None:
    selection = select(lake, Accuracy(model="m"))
    for make in (breakdowns.first_errors, breakdowns.first_types, breakdowns.endings):
        chart = make(selection)
        assert chart.bins
        for cell, rate, count in points(chart):
            expected = 0 if count == 0 else round(rate * count)
            assert (cell, opened(lake, selection, cell).total) == (cell, expected)


@pytest.mark.parametrize(
    ("query", "params", "figures"),
    [("by_step", {"roots": False}, BY_STEP), ("by_step", {"roots": True}, BY_STEP), ("by_value", {}, BY_VALUE)],
)
def test_steps_and_values_open_right_and_wrong_ones(lake: Lake, query: str, params: dict, figures: dict) -> None:
    selection = select(lake, FULL)
    rows = run(lake.cursor(), query, params, chosen=selection.registered())
    for name in figures:
        for cell, rate, count in points(breakdowns.from_rows(selection, rows, name)):
            if count:
                sides = [opened(lake, selection, cell, right=right, **params).total for right in (True, False)]
                assert (cell, sides) == (cell, [round(rate * count), count - round(rate * count)])


def test_wrong_steps_open_by_verdict_and_by_origin(lake: Lake) -> None:
    selection = select(lake, FULL)
    for cell, rate, count in points(breakdowns.wrong_steps(selection)):
        assert (cell, opened(lake, selection, cell).total) == (cell, round(rate * count))


def test_a_wrong_step_says_which_it_is(lake: Lake) -> None:
    selection = select(lake, FULL)
    found = opened(lake, selection, f"verdict~{selection.keys[0]}~inherited")
    [row] = found.rows
    assert (row["name"], row["step"], row["verdict"], row["origin"]) == ("a", 3, "value", "inherited")
    assert row["line"] == "line 3"
    assert row["trace_id"] == trace_id("a")


def test_a_wrong_value_says_what_was_said(lake: Lake) -> None:
    selection = select(lake, FULL)
    found = opened(lake, selection, f"type~{selection.keys[0]}~int")
    assert sorted((row["name"], row["step"], row["said"]) for row in found.rows) == [("a", 2, "7"), ("c", 1, "7")]


def test_counts_rates_and_the_curve_open_theirs(lake: Lake) -> None:
    selection = select(lake, FULL)
    key = selection.keys[0]
    assert opened(lake, selection, f"counts~{key}~all").total == 6
    assert sorted(names(opened(lake, selection, f"counts~{key}~scored"))) == ["a", "b", "c", "d"]
    assert names(opened(lake, selection, f"counts~{key}~cut")) == ["cut"]
    [failed] = opened(lake, selection, f"counts~{key}~superseded").rows
    assert (failed["name"], failed["ended"], failed["error"]) == ("a", "failed", "502")
    worst = opened(lake, selection, f"metric~{key}~step_accuracy")
    assert [row["rate"] for row in worst.rows] == [0.5, 0.5, 0.75, 1]
    assert names(worst)[2:] == ["d", "b"]
    assert names(opened(lake, selection, f"survival~{key}~3")) == ["a", "b"]
    assert names(opened(lake, selection, f"survival~{key}~1")) == ["d", "c"]
    assert opened(lake, selection, f"survival~{key}~2").total == 0


def test_a_pair_opens_the_predictions_of_its_place(lake: Lake) -> None:
    selection = select(lake, Accuracy(model="m"))
    free, forced = selection.keys
    assert names(opened(lake, selection, f"pairs~{free}~{pairs.EVERYWHERE}")) == ["a", "b"]
    assert names(opened(lake, selection, f"pairs~{forced}~{pairs.EVERYWHERE}")) == ["b", "a"]
    assert names(opened(lake, selection, f"pairs~{forced}~easy / test")) == ["b"]
    assert names(opened(lake, selection, f"pairs~{forced}~nowhere")) == []


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("nothing~{key}~x", "there is no figure"),
        ("number~00000000~1", "not among those compared"),
        ("number~{key}~many", "has no 'many'"),
        ("number~{key}~²", "has no"),
        ("metric~{key}~prediction_id", "has no 'prediction_id'"),
        ("counts~{key}~", "has no ''"),
        ("survival~{key}~" + "9" * 30, "has no"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused(lake: Lake, cell: str, says: str) -> None:
    selection = select(lake, FULL)
    with pytest.raises(LinkError, match=says):
        read_cell(selection, cell.format(key=selection.keys[0]))


@pytest.mark.parametrize("figure", ["first", "first_type", "ended", "event", "type", "pairs", "verdict"])
def test_a_hostile_bin_finds_nothing(lake: Lake, figure: str) -> None:
    selection = select(lake, FULL)
    assert opened(lake, selection, f"{figure}~{selection.keys[0]}~' OR 1=1 --").total == 0

"""What the queries answer over `made`, worked out by hand."""

from __future__ import annotations

import pytest
from tests.web.accuracy.conftest import select
from tests.web.accuracy.made import OK, add_traces, prediction, trace_id

from tracewalk.lake import Lake
from tracewalk.links import Accuracy
from tracewalk.web.accuracy import breakdowns, curves, pairs
from tracewalk.web.accuracy.cohorts import labels, tags
from tracewalk.web.accuracy.selection import Selection, cohorts, run
from tracewalk.web.accuracy.table9 import TABLE_9, measured

FULL = Accuracy(model="m", mode="full")


def by(chart: breakdowns.Chart, cohort: int = 0) -> dict[str, tuple[float, int]]:
    """Rate and count by label."""
    return {
        label: (pytest.approx(float(rates.rate[cohort])), int(chart.counts[at, cohort]))
        for at, (label, rates) in enumerate(zip(chart.labels, chart.rates, strict=True))
    }


def counted(lake: Lake, selection: Selection, query: str, **params: object) -> dict[str, dict[str, tuple[int, int]]]:
    """Right ones and all by figure and bin, over all clusters."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in run(lake.cursor(), query, params, chosen=selection.registered()).to_pylist():
        bins = found.setdefault(row["figure"], {})
        right, steps = bins.get(row["bin"], (0, 0))
        bins[row["bin"]] = (right + row["right"], steps + row["steps"])
    return found


def test_cohorts_the_largest_first(lake: Lake) -> None:
    found = cohorts(lake.cursor(), Accuracy())
    assert [(c.model, c.mode, c.predictions) for c in found] == [("m", "full", 6), ("m", "step", 2), ("z", "full", 1)]
    assert list(labels(found).values()) == ["m · full", "m · step", "z · full"]
    assert tags(found) == ("m · full", "m · step", "z · full")
    assert tags(found[:2]) == ("full", "step")


def test_another_way_of_asking_is_another_cohort(lake: Lake) -> None:
    ways = [
        {},
        {"params": '{"max_tokens":9}'}, {"params": '{"max_tokens":10}'}, {"constrained": True}, {"temperature": 0.5},
        {"from_step": 2, "params": '{"from_step":2}'}, {"from_step": 3, "params": '{"from_step":3}'},
        {"protocol": "chat"}, {"fingerprint": "other"}, {"prompt_version": 2}, {"sample": 1},
    ]  # fmt: skip
    with lake.writer() as writer:
        for number, way in enumerate(ways):
            made, rows = prediction("b", [OK], model="ways", prediction_id=f"{number:032x}", **way)
            writer.add_prediction(made, rows.drop_columns(["prediction_id"]))
    found = cohorts(lake.cursor(), Accuracy(model="ways"))
    # The two later steps are one way of asking; so are two samples.
    assert sorted(c.predictions for c in found) == [1] * 7 + [2, 2]
    told = labels(found)
    assert len(set(told.values())) == len(found) == 9
    assert {"ways · full · chat", "ways · full · constrained", "ways · full · T=0.5"} <= set(told.values())
    assert "ways · full · from a later step" in told.values()
    assert any("max 9 tokens" in label for label in told.values())


def test_filters(lake: Lake) -> None:
    expected = {
        Accuracy(): 9,
        Accuracy(model="z"): 1,
        Accuracy(mode="step"): 2,
        Accuracy(dataset="hard"): 3,
        Accuracy(dataset="easy", split="train"): 4,
        Accuracy(split="train", dataset="hard"): 0,
        Accuracy(tag="loop"): 4,
        Accuracy(func="f"): 9,
        Accuracy(func="g"): 0,
        Accuracy(constrained="yes"): 0,
        Accuracy(start="beginning"): 9,
        Accuracy(start="later"): 0,
        Accuracy(samples="first"): 9,
        Accuracy(protocol="chat"): 0,
    }
    found = {focus: sum(c.predictions for c in cohorts(lake.cursor(), focus)) for focus in expected}
    assert found == expected


def test_options_name_every_value(lake: Lake) -> None:
    found: dict[str, list[tuple[str, int]]] = {}
    for row in run(lake.cursor(), "options", {}).to_pylist():
        found.setdefault(row["filter"], []).append((row["value"], row["n"]))
    assert found == {
        "model": [("m", 8), ("z", 1)],
        "mode": [("full", 7), ("step", 2)],
        "protocol": [("cwm", 9)],
        "constrained": [("no", 9)],
        "start": [("beginning", 9)],
        "dataset": [("easy", 2), ("hard", 2)],
        "split": [("test", 1), ("train", 1)],
        "tag": [("loop", 1)],
    }


def test_only_the_last_attempt_counts_and_each_one_left_out_says_why(lake: Lake) -> None:
    selection = select(lake, FULL)
    assert len(selection) == 6
    assert sorted(map(str, selection.table["left_out"].to_pylist())) == ["None"] * 4 + ["cut", "superseded"]
    assert select(lake, Accuracy(model="z")).table["left_out"].to_pylist() == ["does_not_fit"]
    scored = {row["trace_id"] for row in selection.table.to_pylist() if row["left_out"] is None}
    assert scored == {trace_id(name) for name in "abcd"}


def test_rates_are_means_over_predictions(lake: Lake) -> None:
    selection = select(lake, FULL)
    state = measured(selection, TABLE_9)[2]
    assert state is not None
    assert state.rate[0] == pytest.approx((0.5 + 1 + 0.5 + 0.75) / 4)
    assert state.clusters[0] == 3
    assert measured(selection, TABLE_9)[-1] is None


def test_the_survival_curve(lake: Lake) -> None:
    curve = curves.curves(select(lake, FULL))[0]
    assert curve is not None
    assert list(zip(curve.time, curve.at_risk, curve.failed, curve.finished, curve.cut, strict=True)) == [
        (1, 4, 1, 0, 1),
        (3, 2, 1, 1, 0),
    ]
    assert list(curve.survival) == [0.75, 0.375]


def test_what_fails_and_what_is_cut_off(lake: Lake) -> None:
    endings = [
        ({"ended": "budget_while_right"}, (False, 2)),
        ({"ended": "wide_state"}, (False, 2)),
        ({"ended": "answer_lost", "stopped_by": "length"}, (False, 2)),
        ({"ended": "answer_lost", "stopped_by": "eos"}, (True, 3)),
        ({"ended": "finished"}, (True, 3)),
        ({"right_until": 3}, (False, 3)),
        ({"right_until": 0}, (True, 1)),
        ({"step_accuracy": None, "protocol": "answers"}, (True, None)),
    ]
    with lake.writer() as writer:
        for n, (columns, _) in enumerate(endings):
            writer.add_prediction(*prediction("b", [OK] * 3, model=f"e{n}", **{"right_until": 2} | columns))
    for n, (columns, expected) in enumerate(endings):
        row = select(lake, Accuracy(model=f"e{n}")).table.to_pylist()[0]
        assert (columns, (row["failed"], row["time"])) == (columns, expected)


def test_what_is_wrong_first(lake: Lake) -> None:
    with lake.writer() as writer:
        writer.add_prediction(*prediction("b", [OK] * 3, model="m", mode="action", exact=False, n_extra=1))
    selection = select(lake, FULL)
    assert by(breakdowns.first_errors(selection)) == {"none": (0.25, 4), "state": (0.5, 4), "missing": (0.25, 4)}
    assert by(breakdowns.first_types(selection)) == {"int": (1.0, 2)}
    assert by(breakdowns.endings(selection)) == {"finished": (0.75, 4), "budget while right": (0.25, 4)}
    after = select(lake, Accuracy(mode="action"))
    assert by(breakdowns.first_errors(after)) == {"after the end": (1.0, 1)}


def test_wrong_steps_by_origin_and_kind(lake: Lake) -> None:
    assert by(breakdowns.wrong_steps(select(lake, FULL))) == {
        "root": (3 / 13, 13),
        "inherited": (1 / 13, 13),
        "state": (2 / 13, 13),
        "value": (1 / 13, 13),
        "missing": (1 / 13, 13),
    }


def test_steps_by_number_depth_event_and_iteration(lake: Lake) -> None:
    selection = select(lake, FULL)
    assert counted(lake, selection, "by_step", roots=False) == {
        "number": {"0": (3, 4), "1": (3, 4), "2": (3, 5)},
        "depth": {"1": (9, 13)},
        "event": {"call": (3, 4), "line": (5, 7), "return": (1, 2)},
        "iteration": {"0": (3, 4), "1": (2, 3), "": (4, 6)},
    }
    roots = counted(lake, selection, "by_step", roots=True)
    assert roots["number"] == {"0": (3, 4), "1": (3, 4), "2": (4, 5)}
    assert roots["event"]["return"] == (2, 2)


def test_values_by_type_and_length(lake: Lake) -> None:
    assert counted(lake, select(lake, FULL), "by_value") == {
        "type": {"int": (5, 7), "str": (4, 6)},
        "size": {"0": (3, 4), "1": (3, 4), "2": (3, 5)},
    }


def test_rows_become_figures_in_order(lake: Lake) -> None:
    selection = select(lake, Accuracy(model="m"))
    rows = run(lake.cursor(), "by_step", {"roots": False}, chosen=selection.registered())
    number = breakdowns.from_rows(selection, rows, "number")
    assert number.labels == ("0", "1", "2-4")
    assert by(number, 0) == {"0": (3 / 4, 4), "1": (3 / 4, 4), "2-4": (3 / 5, 5)}
    assert by(number, 1) == {"0": (1.0, 2), "1": (0.5, 2), "2-4": (1.0, 3)}
    assert breakdowns.from_rows(selection, rows, "event").labels == ("call", "line", "return")


def test_pairs_are_of_the_traces_that_have_both(lake: Lake) -> None:
    selection = select(lake, Accuracy(model="m"))
    [pair] = pairs.matches(selection.cohorts)
    places = run(lake.cursor(), "places", {}, chosen=selection.table.select(["trace_id"]))
    found = {row.place: row for row in pairs.table(selection, pair, places)}
    assert {place: row.traces for place, row in found.items()} == {
        "all": 2,
        "easy / test": 1,
        "easy / train": 1,
        "hard": 1,
    }
    everywhere = found["all"]
    assert everywhere.free.rate[0] == pytest.approx((0.5 + 1) / 2)
    assert everywhere.forced.rate[0] == pytest.approx((1 + 2 / 3) / 2)
    assert everywhere.difference.rate[0] == pytest.approx(0.75 - 5 / 6)
    assert found["easy / train"].difference.rate[0] == pytest.approx(-0.5)


def test_a_step_that_is_extra_or_of_the_wrapper_is_no_true_step(lake: Lake) -> None:
    made, rows = prediction("b", [OK, OK, OK], model="seeded")
    table = rows.to_pylist()
    table[0] |= {"seed": True, "truth": None}
    table[1] |= {"truth": None, "verdict": "extra", "true_event": None, "true_depth": None}
    with lake.writer() as writer:
        writer.add_prediction(made, type(rows).from_pylist(table, schema=rows.schema))
    found = counted(lake, select(lake, Accuracy(model="seeded")), "by_step", roots=False)
    assert found["number"] == {"2": (1, 1)}


def test_the_edges_in_sql_are_those_of_the_labels(lake: Lake) -> None:
    numbers = [0, 1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 199, 200, 499, 500, 999, 1_000, 9_999, 10_000, 2**31 - 1]
    made, rows = prediction("a", [OK] * len(numbers), model="far")
    far = [row | {"truth": number} for row, number in zip(rows.to_pylist(), numbers, strict=True)]
    with lake.writer() as writer:
        writer.add_prediction(made, type(rows).from_pylist(far, schema=rows.schema))
    found = counted(lake, select(lake, Accuracy(model="far")), "by_step", roots=False)["number"]
    assert [steps for _, steps in found.values()] != [len(numbers)]
    for bin_, (_, steps) in found.items():
        low, _, high = breakdowns.span(bin_, "number").replace(",", "").removesuffix("+").partition("-")
        last = 2**31 if bin_ == "10000" else int(high or low)
        assert steps == sum(int(low) <= number <= last for number in numbers)


def test_a_trace_in_no_dataset_is_told(lake: Lake) -> None:
    add_traces(lake, {"lonely": (5, 2)})
    with lake.writer() as writer:
        writer.add_prediction(*prediction("lonely", [OK, OK], model="l"))
    selection = select(lake, Accuracy(model="l"))
    rows = run(lake.cursor(), "places", {}, chosen=selection.table.select(["trace_id"])).to_pylist()
    assert [(row["dataset"], row["split"]) for row in rows] == [("(in no dataset)", None)]

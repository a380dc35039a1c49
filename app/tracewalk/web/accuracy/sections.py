"""The sections of the Accuracy page, each a fragment: a click within one runs only that one again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from tracewalk.web.accuracy import figures, pairs
from tracewalk.web.accuracy.curves import FEW, curves, last_step, no_curve
from tracewalk.web.accuracy.figures import Chart
from tracewalk.web.accuracy.look import SIGNS
from tracewalk.web.accuracy.parts import RATE, chart_frame, look_of, show, table
from tracewalk.web.accuracy.selection import LEFT_OUT, Selection
from tracewalk.web.accuracy.survival import Curve, median
from tracewalk.web.accuracy.table9 import FINER, PUBLISHED, TABLE_9, Line, measured, percent
from tracewalk.web.accuracy.twins import TwinRow, twin_rows

__all__ = ["counts", "kinds", "pairing", "rates", "still_right", "twinned"]

Names = Sequence[str]


@st.fragment
def counts(selection: Selection, labels: Names) -> None:
    """How much there is, what is left out and why, and the three rates that say most."""
    named = ("exact", "return_correct", "step_accuracy")
    main = selection.rates([selection.numbers(name) for name in named])
    reasons = {reason: selection.where("left_out", reason) for reason in LEFT_OUT}
    left = [reason for reason, rows in reasons.items() if rows.any()]
    rows, cells = [], []
    for number, key in enumerate(selection.keys):
        mine = selection.cohort == number
        about = {
            "Predictions of": f"{SIGNS[number]} {labels[number]}",
            "Predictions": f"{mine.sum():,}",
            "Scored": f"{(mine & selection.scored).sum():,}",
            "Traces": f"{_distinct(selection, 'trace_id', mine & selection.scored):,}",
            "Programs": f"{_distinct(selection, 'program_id', mine & selection.scored):,}",
            "Wholly right, %": percent(main[0], number),
            "Return right, %": percent(main[1], number),
            "Steps right, %": percent(main[2], number),
        }
        out = {f"Left out: {LEFT_OUT[reason]}": f"{(mine & reasons[reason]).sum():,}" for reason in left}
        rows.append(about | out)
        bins = ["all", "all", "scored", "scored", "scored"]
        cells.append(
            [f"counts~{key}~{each}" for each in bins]
            + [f"metric~{key}~{name}" for name in named]
            + [f"counts~{key}~{reason}" for reason in left]
        )
    table("counts", pd.DataFrame(rows), cells, widths={name: RATE for name in rows[0] if name.endswith("%")})


def _distinct(selection: Selection, column: str, rows: np.ndarray) -> int:
    return len(selection.table[column].filter(pa.array(rows)).unique())


@st.fragment
def rates(selection: Selection, names: Names) -> None:
    """CWM's Table 9 with what is published, and the finer rates."""
    published, finer = st.tabs(["Beside the published figures · rule=kth", "Finer rates · rule=cwm"])
    with published:
        _rates("table9", selection, names, TABLE_9, PUBLISHED)
        if any(cohort.mode != "full" for cohort in selection.cohorts):
            st.caption("The published figures are free-running (mode full); other modes do not compare with them.")
    with finer:
        _rates("finer", selection, names, FINER, ())


def _rates(name: str, selection: Selection, names: Names, lines: tuple[Line, ...], published: tuple[str, ...]) -> None:
    found = measured(selection, lines)
    rows, cells = [], []
    for line, each in zip(lines, found, strict=True):
        mine = {f"{SIGNS[n]} {label}": percent(each, n) for n, label in enumerate(names)}
        theirs = {
            column: "-" if value is None else str(value)
            for column, value in zip(published, line.published, strict=False)
        }
        rows.append({"Rate, %": line.name} | mine | theirs | {"What it is": line.about})
        linked = [f"metric~{key}~{line.column}" if line.column else "" for key in selection.keys]
        cells.append(["", *linked, *[""] * len(published), ""])
    widths = {f"{SIGNS[n]} {label}": RATE for n, label in enumerate(names)} | dict.fromkeys(published, 108)
    table(name, pd.DataFrame(rows), cells, widths={"Rate, %": 132 if published else 210} | widths)


@st.fragment
def still_right(selection: Selection, names: Names, labels: Names) -> None:
    """The survival curve, with medians and what it leaves out."""
    found = curves(selection)
    if not any(found):
        why = {reason for cohort in selection.cohorts if (reason := no_curve(cohort))}
        st.info("No survival curve: " + ("; ".join(sorted(why)) or "no prediction that is scored has steps") + ".")
        return
    last = last_step(found)
    figure = figures.survival(found, selection.keys, look_of(names), last)
    show("survival", figure, _curve_frame(found, labels))
    told = [_halfway(curve, name, n, last) for n, (curve, name) in enumerate(zip(found, names, strict=True)) if curve]
    told += [
        f"{name}: no curve, {no_curve(c)}." for c, name in zip(selection.cohorts, names, strict=True) if no_curve(c)
    ]
    if any(curve and curve.time[-1] > last for curve in found):
        told.append(f"Drawn to step {last:,}; beyond it fewer than {FEW} predictions are left of each.")
    st.caption(" ".join(told))


def _halfway(curve: Curve, name: str, number: int, last: int) -> str:
    half = median(curve)
    if half is None or half > last:
        return f"{SIGNS[number]} {name}: more than half stay right."
    return f"{SIGNS[number]} {name}: half are wrong by step {half:,}."


def _curve_frame(found: Sequence[Curve | None], labels: Names) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "predictions of": label, "step": curve.time, "at risk": curve.at_risk, "first wrong": curve.failed,
                "finished right": curve.finished, "cut off while right": curve.cut,
                "still right": curve.survival, "low": curve.low, "high": curve.high,
            }
        )
        for curve, label in zip(found, labels, strict=True)
        if curve is not None
    ]  # fmt: skip
    return pd.concat(parts)


@st.fragment
def kinds(
    selection: Selection, names: Names, labels: Names, make: Callable[[Selection], Chart], height: int = 300
) -> None:
    """A figure over named kinds: what is wrong first, how it ended."""
    _kinds(make(selection), names, labels, height)


def _kinds(chart: Chart, names: Names, labels: Names, height: int) -> None:
    if not chart.bins:
        st.caption(f"**{chart.about.title}**: there is none among these predictions.")
        return
    show(chart.name, figures.among(chart, look_of(names), height=height), chart_frame(chart, labels))


@st.fragment
def pairing(selection: Selection, names: Names, labels: Names, places: pa.Table) -> None:
    """Free-running against teacher-forced, on the traces that have both."""
    found = pairs.matches(selection.cohorts)
    if not found:
        st.caption("Compare a model's modes `full` and `step`: none of the predictions shown are such a pair.")
        return
    rows = [row for pair in found for row in pairs.table(selection, pair, places)]
    whole = [row for pair in found for row in pairs.table(selection, pair, places, "exact")]
    if not any(row.traces for row in rows):
        st.caption("Modes `full` and `step` have no trace in common that is scored in both.")
        return
    left, right = st.columns([3.6, 7.8], gap="medium")
    with left:
        _kinds(pairs.chart(selection, rows), names, labels, 120 + 40 * len({row.place for row in rows}))
    with right:
        _pair_table(selection, rows, whole, several=len(found) > 1)


def _pair_table(selection: Selection, rows: list[pairs.PairRow], whole: list[pairs.PairRow], *, several: bool) -> None:
    shown, cells = [], []
    for row, exact in zip(rows, whole, strict=True):
        free, forced = selection.keys[row.pair.free], selection.keys[row.pair.forced]
        of = {"Of": f"{SIGNS[row.pair.free]} {SIGNS[row.pair.forced]}"} if several else {}
        shown.append(
            of
            | {
                "Dataset": row.place,
                "Traces": f"{row.traces:,}",
                "Steps right, free": percent(row.free, 0),
                "Steps right, forced": percent(row.forced, 0),
                "Difference": percent(row.difference, 0, ", "),
                "Whole right, free": percent(exact.free, 0),
                "Whole right, forced": percent(exact.forced, 0),
            }
        )
        both = [f"pairs~{free}~{row.place}", f"pairs~{forced}~{row.place}"]
        cells.append([both[0]] * (3 + len(of)) + [both[1], both[0], both[0], both[1]])
    frame = pd.DataFrame(shown)
    widths = {name: RATE for name in frame.columns if "right" in name} | {"Difference": 142}
    table("pairs_table", frame, cells, widths={"Of": 44, "Traces": 55} | widths)
    st.caption("In percent; free: free-running, forced: teacher-forced; the difference is the first minus the second.")


@st.fragment
def twinned(selection: Selection, names: Names, links: pa.Table) -> None:
    """Originals against their twins: whether a model has memorised, or understood."""
    rows = twin_rows(selection, links)
    if not rows:
        st.caption(
            "None of the predictions shown are of a program and of its twins. `tracewalk twin --dataset NAME` makes "
            "twins, with other constants, names or inputs; `tracewalk predict --dataset twins` asks a model about them."
        )
        return
    whole = {(row.cohort, row.kind): row for row in twin_rows(selection, links, "exact")}
    shown = [
        {
            "Predictions of": f"{SIGNS[row.cohort]} {names[row.cohort]}",
            "Other": row.kind,
            "Originals": f"{row.originals:,}",
            "Twins": f"{row.twins:,}",
            "Steps right, originals": percent(row.original, 0),
            "Steps right, twins": percent(row.twin, 0),
            "Difference": percent(row.difference, 0, ", "),
            "Whole right, originals": percent(whole[row.cohort, row.kind].original, 0),
            "Whole right, twins": percent(whole[row.cohort, row.kind].twin, 0),
        }
        for row in rows
    ]
    frame = pd.DataFrame(shown)
    widths = {name: RATE for name in frame.columns if "right" in name} | {"Difference": 142}
    table("twins", frame, [[""] * len(frame.columns)] * len(frame), widths={"Originals": 70, "Twins": 55} | widths)
    st.caption(" ".join(_twin_told(row, names) for row in rows))


def _twin_told(row: TwinRow, names: Names) -> str:
    """What the difference says, as far as its interval says anything."""
    who, points = f"{SIGNS[row.cohort]} {names[row.cohort]}, other {row.kind}", 100 * float(row.difference.rate[0])
    low, high = float(row.difference.low[0]), float(row.difference.high[0])
    if np.isnan(low):
        return f"{who}: one program only, which says little."
    if high < 0:
        return f"{who}: {-points:.1f} points less right about twins: it goes by more than what programs do."
    if low > 0:
        return f"{who}: {points:.1f} points more right about twins."
    return f"{who}: no difference that {row.originals:,} originals could show."

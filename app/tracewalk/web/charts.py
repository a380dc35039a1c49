"""The figures of Home: rows of a query in, a Plotly figure out."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import plotly.graph_objects as go

from tracewalk.links import Browse
from tracewalk.model import EVENTS, OUTCOMES
from tracewalk.web.theme import CHART

__all__ = ["CONFIG", "between", "events", "lengths", "outcomes", "run_lengths", "run_outcomes", "value_types", "who"]

Rows = list[dict[str, Any]]

CONFIG = {"displayModeBar": False}
_HEIGHT = 250
_MARKS = {"returned": "", "raised": "/", "truncated": "x", "died": "."}
_RUNS = {"solved": ("returned", ""), "unsolved": ("raised", "/"), "error": ("truncated", "x"), "unknown": ("died", ".")}
"""Outcomes of agents' runs: their colours, and patterns."""
_MOST = 12
_LONGEST_NAME = 32


def outcomes(rows: Rows) -> go.Figure:
    """Traces by dataset, a bar split by how the runs ended; patterns tell the parts apart without colour."""
    names = list(dict.fromkeys(r["dataset"] for r in rows))[:_MOST]
    figure = _figure("Traces by dataset and outcome")
    for outcome in OUTCOMES:
        counts = {r["dataset"]: r["traces"] for r in rows if r["outcome"] == outcome}
        _part(figure, names, counts, outcome, CHART[outcome], _MARKS[outcome])
    return _stacked(figure, len(names))


def run_outcomes(rows: Rows) -> go.Figure:
    """Agents' runs by who made them, a bar split by how they went."""
    names = list(dict.fromkeys(who(r) for r in rows))[:_MOST]
    figure = _figure("Agents' runs by outcome")
    for outcome, (colour, mark) in _RUNS.items():
        counts: Counter[str] = Counter()
        for row in rows:
            counts[who(row)] += row["runs"] * (row["outcome"] == outcome)
        _part(figure, names, counts, outcome, CHART[colour], mark)
    # Long names leave little room beside them.
    return _stacked(figure, len(names)).update_layout(legend={"xref": "container", "x": 1, "xanchor": "right"})


def who(row: dict[str, Any]) -> str:
    """An agent and its model, short enough for an axis."""
    text = " · ".join(filter(None, (row["model"], row["agent"]))) or "(not named)"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def run_lengths(rows: Rows) -> go.Figure:
    """Agents' runs by number of turns, on a logarithmic scale."""
    figure = _figure("Agents' runs by length in turns")
    figure.add_bar(
        x=[_span(r["shortest"], r["longest"]) for r in rows], y=[r["runs"] for r in rows], marker_color=CHART["accent"],
        hovertemplate="%{x} turns: %{y:,} runs<extra></extra>",
    )  # fmt: skip
    return figure


def _part(figure: go.Figure, names: list[str], counts: dict[str, int], outcome: str, colour: str, mark: str) -> None:
    """One outcome's part of all bars."""
    if any(counts.values()):
        figure.add_bar(
            y=names, x=[counts.get(n, 0) for n in names], name=outcome, orientation="h", legendgroup=outcome,
            marker={"color": colour, "pattern": {"shape": mark, "size": 5}},
            hovertemplate="%{y}: %{x:,} " + outcome + "<extra></extra>",
        )  # fmt: skip


def _stacked(figure: go.Figure, bars: int) -> go.Figure:
    # A few get bars, not slabs.
    figure.update_layout(
        barmode="stack",
        showlegend=True,
        margin={"t": 52},
        legend={"y": 1, "yanchor": "bottom"},
        bargap=0.3,
        yaxis={"range": [max(bars, 5) - 0.5, -0.5]},
    )
    return figure


def lengths(rows: Rows) -> go.Figure:
    """Traces by number of steps, on a logarithmic scale."""
    labels = [_span(r["shortest"], r["longest"]) for r in rows]
    figure = _figure("Traces by length in steps")
    figure.add_bar(
        x=labels, y=[r["traces"] for r in rows], marker_color=CHART["accent"],
        hovertemplate="%{x} steps: %{y:,} traces<extra></extra>",
    )  # fmt: skip
    return figure


def between(row: dict[str, Any]) -> Browse:
    """The list of the traces behind one bar of `lengths`."""
    return Browse(min_steps=row["shortest"], max_steps=row["longest"])


def events(rows: Rows) -> go.Figure:
    """Steps by event, on a logarithmic scale: lines outnumber exceptions a thousand to one."""
    counts = {r["event"]: r["steps"] for r in rows}
    shown = [e for e in EVENTS if e in counts]
    figure = _figure("Steps by event (log scale)")
    figure.add_bar(
        x=shown, y=[counts[e] for e in shown], marker_color=CHART["accent"],
        text=[_brief(counts[e]) for e in shown], textposition="outside", textangle=0,
        hovertemplate="%{x}: %{y:,} steps<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    highest = math.log10(max([*counts.values(), 10]))
    figure.update_yaxes(type="log", range=[0, highest * 1.12], dtick=1)
    return figure


def value_types(rows: Rows, sample: int | None, first: int) -> go.Figure:
    """Changes of locals by the type of the new value, in the first steps of each trace; `sample` None: of all."""
    figure = _figure(f"Types of new values (first {first:,} steps" + (f", {sample:,} sampled)" if sample else ")"))
    figure.add_bar(
        y=[r["type"] for r in rows], x=[r["changes"] for r in rows], orientation="h", marker_color=CHART["accent"],
        customdata=[r["mean_size"] for r in rows],
        hovertemplate="%{y}: %{x:,} changes, %{customdata:.1f} characters on average<extra></extra>",
    )  # fmt: skip
    figure.update_layout(yaxis={"autorange": "reversed"})
    return figure


def _brief(count: int) -> str:
    """`987`, `15.4M`: what fits above a bar; the exact number is in the hover text."""
    for unit, name in ((1_000_000, "M"), (10_000, "k")):
        if count >= unit:
            return f"{count / (1_000_000 if name == 'M' else 1_000):.3g}{name}"
    return f"{count:,}"


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}-{high:,}"


def _figure(title: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        title={"text": title, "font": {"size": 13}, "x": 0, "y": 0.98},
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        legend={"orientation": "h", "x": 0, "xanchor": "left"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    figure.update_xaxes(automargin=True, type="category" if "length" in title or "event" in title else None)
    figure.update_yaxes(automargin=True)
    return figure

"""The scores of one suite as bars with their intervals; published ones are hatched and say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from tracewalk.results.clean import clean
from tracewalk.web.accuracy.look import plain
from tracewalk.web.theme import INK

__all__ = ["bars"]

_COLOURS = {"light": ("#3b5bdb", "#8a8f98"), "dark": ("#8aa2ff", "#8b919b")}
_LONGEST = 34


def bars(rows: Sequence[dict[str, Any]], *, dark: bool) -> go.Figure:
    """A bar for each score, the best at the top."""
    own, others = _COLOURS["dark" if dark else "light"]
    figure = go.Figure()
    several = len({row["metric"] for row in rows}) > 1
    names = [str(number) for number in range(len(rows))]  # two runs of a model are two bars
    for published, colour, pattern in ((False, own, ""), (True, others, "/")):
        some = [(name, row) for name, row in zip(names, rows, strict=True) if (row["kind"] == "published") is published]
        known = [(name, row) for name, row in some if row["low"] is not None]
        if some:
            figure.add_bar(
                y=[name for name, _ in some],
                x=[row["score"] for _, row in some],
                orientation="h",
                name="published" if published else "in this lake",
                marker={"color": colour, "pattern": {"shape": pattern, "fgopacity": 0.5}},
                customdata=[[plain(clean(row["model"])), plain(clean(row["source"]), 120)] for _, row in some],
                hovertemplate="<b>%{customdata[0]}</b><br>%{x:.1%}<br>%{customdata[1]}<extra></extra>",
            )
        if known:
            # Points of their own: a bar's missing interval would be drawn as one of no length.
            figure.add_scatter(
                y=[name for name, _ in known],
                x=[row["score"] for _, row in known],
                mode="markers",
                marker={"size": 1, "color": INK["dark" if dark else "light"]},
                error_x=_intervals([row for _, row in known], INK["dark" if dark else "light"]),
                showlegend=False,
                hoverinfo="skip",
            )
    figure.update_layout(
        height=74 + 30 * len(rows),
        margin={"l": 8, "r": 12, "t": 26, "b": 8},
        bargap=0.35,
        barmode="overlay",
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left"},
        showlegend=len({row["kind"] == "published" for row in rows}) > 1,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    figure.update_xaxes(range=[0, 1.03], dtick=0.25, tickformat=".0%", fixedrange=True)
    figure.update_yaxes(
        type="category", automargin=True, fixedrange=True, categoryorder="array", categoryarray=names[::-1],
        tickmode="array", tickvals=names, ticktext=[_short(row, several=several) for row in rows],
    )  # fmt: skip
    return figure


def _short(row: dict[str, Any], *, several: bool) -> str:
    more = [row["suite_version"], row["metric"] if several else None]
    text = clean(", ".join(filter(None, [row["model"], *more])))
    return plain(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _intervals(rows: Sequence[dict[str, Any]], colour: str) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "thickness": 1.2, "width": 4, "color": colour,
        "array": [row["high"] - row["score"] for row in rows],
        "arrayminus": [row["score"] - row["low"] for row in rows],
    }  # fmt: skip

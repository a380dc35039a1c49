"""Draws a result: its table and the choice of a chart in, a Plotly figure out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from tracewalk.sql import Chart
from tracewalk.web.accuracy.look import Look, plain
from tracewalk.web.sql.axes import heights_of, name_of, type_of, values_on
from tracewalk.web.sql.cells import kind_of
from tracewalk.web.sql.series import Series, series_of

__all__ = ["draw"]

_BARS = 24
"""Of one group; of more there is room for twice as many in all."""
_HEIGHT = 300


def draw(table: pa.Table, chart: Chart, look: Look) -> go.Figure:
    """The figure of a chart whose columns the table has."""
    assert chart.x is not None
    kind = kind_of(table.schema.field(chart.x).type)
    if chart.kind == "histogram":
        return _histogram(table, chart.x, kind, look)
    assert chart.y is not None
    groups = series_of(table, chart.colour, look)
    if chart.kind == "bar":
        draw_bars = _bars if kind in ("number", "time") else _named_bars
        return draw_bars(table, chart, look, groups)
    x, y = values_on(table, chart.x), heights_of(table, chart.y)
    data = [_points(chart, group, x, y) for group in groups]
    axes = {"xaxis": look.axis(plain(chart.x)) | type_of(kind), "yaxis": look.axis(plain(chart.y))}
    return go.Figure({"data": data, "layout": _layout(look, groups) | axes})


def _points(chart: Chart, group: Series, x: list[Any], y: list[float | None]) -> dict[str, Any]:
    rows = [row for row in group.rows if x[row] is not None and y[row] is not None]
    mode = "markers"
    if chart.kind == "line":
        rows.sort(key=lambda row: x[row])
        mode = "lines+markers" if len(rows) <= 60 else "lines"
    return {
        "type": "scatter", "mode": mode, "x": [x[row] for row in rows], "y": [y[row] for row in rows],
        "marker": group.marker, "line": group.line, "name": group.name, "showlegend": group.listed,
        "hovertemplate": _hover(chart, group, "%{x}", "%{y}"),
    }  # fmt: skip


def _bars(table: pa.Table, chart: Chart, look: Look, groups: list[Series]) -> go.Figure:
    """Bars over numbers or times."""
    assert chart.x is not None
    x, y = values_on(table, chart.x), heights_of(table, chart.y)
    data = [
        {
            "type": "bar", "x": [x[row] for row in group.rows], "y": [y[row] for row in group.rows],
            "marker": group.fill, "name": group.name, "showlegend": group.listed,
            "hovertemplate": _hover(chart, group, "%{x}", "%{y}"),
        }
        for group in groups
    ]  # fmt: skip
    axes = {"xaxis": look.axis(plain(chart.x)), "yaxis": look.axis(plain(chart.y or ""))}
    return go.Figure({"data": data, "layout": _layout(look, groups) | axes | _side_by_side(groups)})


def _named_bars(table: pa.Table, chart: Chart, look: Look, groups: list[Series]) -> go.Figure:
    """Bars with names, which stand on the left in the rows' order, the first on top."""
    assert chart.x is not None
    x, y = [name_of(value) for value in values_on(table, chart.x)], heights_of(table, chart.y)
    names = list(dict.fromkeys(x))
    most = _BARS if len(groups) < 2 else max(2 * _BARS // len(groups), 6)
    kept = names[:most]
    data = [
        {
            "type": "bar", "orientation": "h", "marker": group.fill, "name": group.name, "showlegend": group.listed,
            "x": [y[row] for row in rows], "y": [x[row] for row in rows],
            "hovertemplate": _hover(chart, group, "%{y}", "%{x}"),
        }
        for group in groups
        for rows in ([row for row in group.rows if x[row] in kept],)
    ]  # fmt: skip
    beside = look.axis(
        "", type="category", categoryorder="array", categoryarray=kept, range=[max(len(kept), 5) - 0.5, -0.5],
        tickvals=kept, ticktext=[plain(name, 34) for name in kept], showgrid=False,
    )  # fmt: skip
    more = f" (the first {most} of {len(names):,})" if len(names) > most else ""
    bars = len(kept) * len(groups) + (len(kept) if len(groups) > 1 else 0)
    shape = {"height": max(180, min(14 * bars + 76, 620))} | _side_by_side(groups)
    axes = {"xaxis": look.axis(plain(chart.y or "") + more), "yaxis": beside}
    return go.Figure({"data": data, "layout": _layout(look, groups) | axes | shape})


def _histogram(table: pa.Table, name: str, kind: str, look: Look) -> go.Figure:
    """How often the values are there: of numbers and times in ranges, of others each."""
    found = [value for value in values_on(table, name) if value is not None]
    if kind not in ("number", "time"):
        counts = Counter(name_of(value) for value in found).most_common()
        counted = pa.table({name: [value for value, _ in counts], "rows ": [n for _, n in counts]})
        return _named_bars(counted, Chart("bar", name, "rows "), look, series_of(counted, None, look))
    bars = {
        "type": "histogram", "x": found, "nbinsx": 40, "marker": {"color": look.colour(0)},
        "hovertemplate": "%{x}: %{y:,} rows<extra></extra>",
    }  # fmt: skip
    axes = {"xaxis": look.axis(plain(name)) | type_of(kind), "yaxis": look.axis("rows"), "bargap": 0.04}
    return go.Figure({"data": [bars], "layout": _layout(look, []) | axes})


def _side_by_side(groups: list[Series]) -> dict[str, Any]:
    """Groups may be rates, which have no sum; several rows of one bar are stacked."""
    return {"barmode": "group" if len(groups) > 1 else "stack", "bargap": 0.25}


def _layout(look: Look, groups: list[Series]) -> dict[str, Any]:
    listed = any(group.listed for group in groups)
    return {
        "height": _HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 34 if listed else 24, "b": 8},
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 11, "color": look.ink}},
        "paper_bgcolor": look.paper,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"align": "left"},
    }


def _hover(chart: Chart, group: Series, x: str, y: str) -> str:
    colour = f"{_said(chart.colour)}: {_said(group.name)}<br>" if group.listed else ""
    return f"{colour}{_said(chart.x)}: {x}<br>{_said(chart.y)}: {y}<extra></extra>"


def _said(text: str | None) -> str:
    """In a template of Plotly's, `%{` begins a variable."""
    return plain(text or "").replace("%{", "% {")

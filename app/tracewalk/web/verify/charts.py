"""The figures of the Verify page: pass@k, and pass@1 of the candidate that is chosen, in three ways."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tracewalk.verify import Figures, Share
from tracewalk.web.accuracy.look import Look, layout

__all__ = ["choices", "frame", "pass_curve"]

_HEIGHT = 292
_CHOICES = (
    ("chosen", "by its own verdict", "circle"),
    ("random", "blindly", "square"),
    ("oracle", "knowing the truth", "diamond"),
)


def pass_curve(figures: Figures, look: Look) -> go.Figure:
    """pass@k over k, with its intervals."""
    ks, found = list(figures.pass_at), list(figures.pass_at.values())
    above, below = _reach(found)
    data = {
        "type": "scatter", "x": [str(k) for k in ks], "y": [one.rate for one in found], "mode": "lines+markers+text",
        "marker": look.marker(0), "line": look.line(0), "textposition": "bottom right",
        "text": [_percent(one.rate) for one in found] if len(ks) <= 5 else None,
        "textfont": {"size": 11, "color": look.ink}, "cliponaxis": False,
        "error_y": {"array": above, "arrayminus": below, "thickness": 1.25, "width": 3},
        "customdata": [[told(one)] for one in found],
        "hovertemplate": "pass@%{x}: %{customdata[0]}<extra></extra>",
    }  # fmt: skip
    axes = {
        "xaxis": look.axis(
            "k: candidates that may be tried", type="category", showgrid=False, range=[-0.4, len(ks) - 0.3]
        ),
        "yaxis": look.axis("solved by one of them", range=[-0.03, 1.12], tickformat=".0%", nticks=6),
    }
    title = "pass@k, by the unbiased estimate"
    return go.Figure({"data": [data], "layout": layout(title, look, (), height=_HEIGHT) | axes})


def choices(figures: Figures, look: Look) -> go.Figure:
    """pass@1 of one candidate of the same n: chosen by the model's verdict, blindly, and by who knows the truth."""
    shown = [(n, label, symbol, one) for n, (_, label, symbol, one) in enumerate(_chosen(figures)) if one is not None]
    data: list[dict[str, Any]] = []
    for row, (n, label, symbol, one) in enumerate(shown):
        above, below = _reach([one])
        data.append(
            {
                "type": "scatter", "x": [one.rate], "y": [row], "mode": "markers+text", "text": [_percent(one.rate)],
                "textposition": "bottom center", "textfont": {"size": 11, "color": look.ink}, "cliponaxis": False,
                "marker": look.marker(n, 10) | {"symbol": symbol},
                "error_x": {"array": above, "arrayminus": below, "thickness": 1.25, "width": 4},
                "customdata": [[told(one)]], "hovertemplate": label + ": %{customdata[0]}<extra></extra>",
            }
        )  # fmt: skip
    axes = {
        "yaxis": look.axis(
            "", range=[len(shown) - 0.4, -0.6], tickvals=list(range(len(shown))), zeroline=False,
            ticktext=[label for _, label, _, _ in shown],
        ),
        "xaxis": look.axis("pass@1 of the one chosen", range=[-0.03, 1.06], tickformat=".0%", nticks=6),
    }  # fmt: skip
    title = "One candidate, chosen among the same"
    return go.Figure({"data": data, "layout": layout(title, look, (), height=_HEIGHT) | axes})


def _chosen(figures: Figures) -> list[tuple[str, str, str, Share | None]]:
    return [(name, label, symbol, getattr(figures, name)) for name, label, symbol in _CHOICES]


def frame(figures: Figures) -> pd.DataFrame:
    """The numbers of both, a row each."""
    rows = [(f"pass@{k}", one) for k, one in figures.pass_at.items()]
    rows += [(f"pass@1, chosen {label}", one) for _, label, _, one in _chosen(figures) if one is not None]
    return pd.DataFrame(
        [
            {"figure": name, "rate": one.rate, "low": one.low, "high": one.high, "problems": one.tasks}
            for name, one in rows
        ]
    )


def told(share: Share) -> str:
    """`35.9 % (32.9-39.1), of 800 problems`."""
    if share.rate is None:
        return "of nothing"
    interval = " (one problem: no interval)"
    if share.low is not None and share.high is not None:
        interval = f" ({100 * share.low:.1f}-{100 * share.high:.1f})"
    return f"{100 * share.rate:.1f} %{interval}, of {share.tasks:,} problem{'s' if share.tasks != 1 else ''}"


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{100 * rate:.0f} %"


def _reach(some: list[Share]) -> tuple[list[float], list[float]]:
    """How far the intervals reach above and below the rates."""
    rates = [one.rate or 0.0 for one in some]
    above = [(one.high if one.high is not None else rate) - rate for one, rate in zip(some, rates, strict=True)]
    below = [rate - (one.low if one.low is not None else rate) for one, rate in zip(some, rates, strict=True)]
    return above, below

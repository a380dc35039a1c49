"""The figures of the Accuracy page: numbers in, a Plotly figure out. Each point's customdata begins with its cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from tracewalk.frozen import frozen
from tracewalk.web.accuracy.bootstrap import Rates
from tracewalk.web.accuracy.look import SIGNS, Look, layout, plain, tint
from tracewalk.web.accuracy.survival import Curve, at_risk

__all__ = ["About", "Chart", "among", "over", "survival"]

_HOVER = "<b>%{customdata[1]}</b><br>%{customdata[2]}: %{customdata[3]}<br>%{customdata[4]}<extra></extra>"


@frozen
class About:
    """What a figure shows, in words."""

    title: str
    axis: str
    """Of the bins (`over`) or of the rates (`among`)."""
    noun: str
    """What the rates are of, in the plural."""


@frozen
class Chart:
    """Rates by bin for each cohort: what `over` and `among` draw, and what is downloaded."""

    name: str
    """Of the figure in links and file names."""
    about: About
    keys: tuple[str, ...]
    """Of the cohorts."""
    bins: tuple[str, ...]
    labels: tuple[str, ...]
    rates: Sequence[Rates]
    """One for each bin, by cohort."""
    counts: NDArray[np.float64]
    """By bin and cohort: of how many the rate is."""
    short: tuple[str, ...] = ()
    """The labels as an axis shows them, where they are too long for it."""

    @property
    def ticks(self) -> tuple[str, ...]:
        """What the axis shows."""
        return self.short or self.labels

    @property
    def shown(self) -> list[int]:
        """The cohorts that have a rate in any bin."""
        known = [~np.isnan(rates.rate) for rates in self.rates]
        return np.flatnonzero(np.any(known, axis=0)).tolist() if known else []

    def of(self, cohort: int) -> tuple[list[float], list[float], list[float]]:
        """Rates of one cohort by bin, and how far the interval reaches above and below."""
        rate, low, high = (
            [float(getattr(rates, name)[cohort]) for rates in self.rates] for name in ("rate", "low", "high")
        )
        above = [h - r for h, r in zip(high, rate, strict=True)]
        return rate, above, [r - lo for r, lo in zip(rate, low, strict=True)]

    def custom(self, look: Look, cohort: int) -> list[list[str]]:
        """For each point: its cell, and what the hover text says."""
        return [
            [
                f"{self.name}~{self.keys[cohort]}~{name}",
                plain(look.names[cohort]),
                plain(label),
                *self._said(number, cohort),
            ]
            for number, (name, label) in enumerate(zip(self.bins, self.labels, strict=True))
        ]

    def _said(self, number: int, cohort: int) -> tuple[str, str]:
        rates, n = self.rates[number], int(self.counts[number, cohort])
        rate, low, high = (100 * float(getattr(rates, name)[cohort]) for name in ("rate", "low", "high"))
        interval = " (one program: no interval)" if math.isnan(low) else f" ({low:.1f}-{high:.1f})"
        return f"{rate:.1f} %{interval}", f"of {n:,} {self.about.noun}"


def over(chart: Chart, look: Look) -> go.Figure:
    """Points with their intervals over ordered bins, joined by lines."""
    data = []
    for cohort in chart.shown:
        rate, above, below = chart.of(cohort)
        data.append(
            {
                "type": "scatter", "x": list(chart.labels), "y": rate, "mode": "lines+markers",
                "offsetgroup": str(cohort), "marker": look.marker(cohort), "line": look.line(cohort) | {"width": 1},
                "error_y": {"array": above, "arrayminus": below, "thickness": 1.25, "width": 3},
                "customdata": chart.custom(look, cohort), "hovertemplate": _HOVER,
            }
        )  # fmt: skip
    bins = {"categoryorder": "array", "categoryarray": list(chart.labels), "tickvals": list(chart.labels)}
    axes = {
        "scattermode": "group",
        "scattergap": 0.5,
        "xaxis": look.axis(chart.about.axis, type="category", showgrid=False, ticktext=list(chart.ticks), **bins),
        "yaxis": look.axis("share right", range=_window(chart), tickformat=".0%", nticks=6),
    }
    told = layout(plain(chart.about.title, 80), look, chart.shown, height=270)
    return go.Figure({"data": data, "layout": told | axes})


def _window(chart: Chart) -> list[float]:
    """From a round number below the lowest interval up to all: differences near the top must be seen."""
    lows = np.array([rates.low for rates in chart.rates] + [rates.rate for rates in chart.rates])
    lowest = float(np.nanmin(lows)) if not np.isnan(lows).all() else 0.0
    start = max(0.0, math.floor(min(lowest, 0.8) * 10) / 10)
    return [start - (1 - start) * 0.03, 1 + (1 - start) * 0.05]


def among(chart: Chart, look: Look, *, height: int = 300, wide: bool = False) -> go.Figure:
    """Points with their intervals by named kinds, the first on top."""
    places = list(range(len(chart.bins)))
    data, highest = [], 0.05
    for cohort in chart.shown:
        rate, above, below = chart.of(cohort)
        data.append(
            {
                "type": "scatter", "y": places, "x": rate, "orientation": "h", "mode": "markers",
                "offsetgroup": str(cohort), "marker": look.marker(cohort),
                "error_x": {"array": above, "arrayminus": below, "thickness": 1.25, "width": 3},
                "customdata": chart.custom(look, cohort), "hovertemplate": _HOVER,
            }
        )  # fmt: skip
        highest = float(np.nanmax([highest, *(np.nan_to_num(above) + rate)]))
    labels = [plain(label, 24) for label in chart.labels]
    across = [-0.02 * highest, min(highest * 1.06, 1.03)]
    axes = {
        "scattermode": "group",
        "scattergap": 0.35,
        "yaxis": look.axis("", range=[len(places) - 0.5, -0.5], tickvals=places, ticktext=labels, zeroline=False),
        "xaxis": look.axis(chart.about.axis, range=across, tickformat=".0%", nticks=5),
    }
    told = layout(plain(chart.about.title, 80), look, chart.shown, height=height, wide=wide)
    return go.Figure({"data": data, "layout": told | axes})


def survival(curves: Sequence[Curve | None], keys: Sequence[str], look: Look, last: int) -> go.Figure:
    """Curves with their bands to the step `last`, and below the axis how many predictions came so far."""
    drawn = [(cohort, curve) for cohort, curve in enumerate(curves) if curve is not None]
    ticks = _ticks(last)
    data: list[dict[str, Any]] = []
    for row, (cohort, curve) in enumerate(drawn):
        data += _band(curve, look.colour(cohort))
        data.append(_curve(curve, keys[cohort], look, cohort))
        data.append(
            {
                "type": "scatter", "x": ticks, "y": [-row] * len(ticks), "mode": "text", "yaxis": "y2",
                "text": [f"{n:,}" for n in at_risk(curve, ticks)],
                "textfont": {"size": 11, "color": look.colour(cohort)}, "hoverinfo": "skip",
            }
        )  # fmt: skip
    shown = [cohort for cohort, _ in drawn]
    title = "Share of predictions still right after so many steps"
    told = layout(title, look, shown, height=384 + 18 * len(look.names))
    return go.Figure({"data": data, "layout": told | _survival_axes(look, shown, ticks, last)})


def _survival_axes(look: Look, cohorts: Sequence[int], ticks: Sequence[int], last: int) -> dict[str, Any]:
    """The curve above, the table of those at risk below the axis."""
    rows = len(cohorts)
    deep = 0.07 * rows + 0.03
    signs = [f"at risk {SIGNS[cohort]}" for cohort in cohorts]
    across = {"range": [-0.045 * last, last * 1.03], "tickvals": list(ticks), "anchor": "free", "position": deep + 0.13}
    below = {"domain": [0, deep], "range": [0.6 - rows, 0.6], "tickvals": [-row for row in range(rows)]}
    return {
        "xaxis": look.axis("steps of the true trace", **across),
        "yaxis": look.axis("still right", domain=[deep + 0.13, 1], range=[-0.02, 1.03], tickformat=".0%"),
        "yaxis2": look.axis("", showgrid=False, zeroline=False, ticktext=signs, **below),
    }


def _band(curve: Curve, colour: str) -> list[dict[str, Any]]:
    shown = ~np.isnan(curve.low)
    bounds = {
        "type": "scatter", "x": [0, *curve.time[shown].tolist()], "mode": "lines", "fillcolor": tint(colour, 0.14),
        "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip",
    }  # fmt: skip
    high, low = ([1.0, *bound[shown].tolist()] for bound in (curve.high, curve.low))
    return [bounds | {"y": high}, bounds | {"y": low, "fill": "tonexty"}]


def _curve(curve: Curve, key: str, look: Look, cohort: int) -> dict[str, Any]:
    name = plain(look.names[cohort])
    custom = [["", name, "at the start", "100 %", ""]]
    for time, risk, failed, finished, cut, share in zip(
        curve.time, curve.at_risk, curve.failed, curve.finished, curve.cut, curve.survival, strict=True
    ):
        gone = f"{failed:,} first wrong here, {finished:,} finished right, {cut:,} cut off while right, of {risk:,}"
        custom.append([f"survival~{key}~{time}", name, f"step {time}", f"{100 * share:.1f} % still right", gone])
    return {
        "type": "scatter", "x": [0, *curve.time.tolist()], "y": [1.0, *curve.survival.tolist()],
        "mode": "lines+markers", "line": look.line(cohort) | {"shape": "hv"}, "marker": look.marker(cohort, 5),
        "customdata": custom, "hovertemplate": _HOVER,
    }  # fmt: skip


def _ticks(last: int) -> list[int]:
    """Some six round numbers from 0 on."""
    rough = max(last / 6, 1)
    size = 10 ** int(np.floor(np.log10(rough)))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return list(range(0, last + 1, step))

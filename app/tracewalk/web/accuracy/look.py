"""How cohorts look in figures: colour, symbol and dash, so that colour is never the only sign."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.web.theme import COHORTS, INK, PAPER

__all__ = ["SIGNS", "Look", "config", "layout", "plain", "tint"]

SIGNS = "●■◆▲"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
_DASHES = ("solid", "dash", "dot", "dashdot")
_ROW = 17
"""Pixels of a row of the legend."""
_LONGEST = 40
_GAP = "\N{NO-BREAK SPACE}" * 4
_GRID = "rgba(128,128,128,0.22)"


@frozen
class Look:
    """The names of the cohorts as legends show them, in the theme of the browser."""

    names: tuple[str, ...]
    dark: bool = False

    def colour(self, cohort: int) -> str:
        """`#rrggbb`, readable on the page's background."""
        return COHORTS["dark" if self.dark else "light"][cohort]

    def marker(self, cohort: int, size: int = 8) -> dict[str, Any]:
        """Of a point."""
        return {"color": self.colour(cohort), "symbol": _SYMBOLS[cohort], "size": size}

    def line(self, cohort: int) -> dict[str, Any]:
        """Of a curve."""
        return {"color": self.colour(cohort), "dash": _DASHES[cohort], "width": 2}

    def legend(self, shown: Sequence[int], wide: int) -> list[str]:
        """Lines of at most so many characters: sign and name of these cohorts; none where nothing is compared."""
        lines, taken = [""], 0
        for cohort in shown if len(self.names) > 1 else ():
            name = self.names[cohort]
            size = min(len(name), _LONGEST) + 5
            if taken and taken + size > wide:
                lines, taken = [*lines, ""], 0
            sign = f'<span style="color:{self.colour(cohort)}">{SIGNS[cohort]}</span>'
            lines[-1] += f"{sign} {plain(name, _LONGEST)}{_GAP}"
            taken += size
        return lines if taken else []

    @property
    def paper(self) -> str:
        """The page's background. A saved picture has it; and where the browser's theme changes, both stay together."""
        return PAPER["dark" if self.dark else "light"]

    @property
    def ink(self) -> str:
        """The colour of text on it."""
        return INK["dark" if self.dark else "light"]

    @property
    def faint(self) -> str:
        """The colour of what stands beside an axis."""
        return tint(self.ink, 0.72)

    def axis(self, title: str, **given: Any) -> dict[str, Any]:
        """An axis with its title."""
        font = {"size": 11, "color": self.faint}
        about = {"text": title, "font": font, "standoff": 8}
        return {"automargin": True, "title": about, "tickfont": font, "gridcolor": _GRID, "tickangle": 0} | given


def layout(title: str, look: Look, shown: Sequence[int], *, height: int, wide: bool = True) -> dict[str, Any]:
    """The layout of a figure of that height and its legend's, which stands below the title and is saved with it.

    `shown`: the cohorts that have something in the figure.

    Figures are built of plain dictionaries, and made one object at the end: each change of one costs 20 ms.
    """
    legend = look.legend(shown, 84 if wide else 46)
    return {
        "title": {
            "text": title, "font": {"size": 13, "color": look.ink}, "x": 0, "y": 1, "yanchor": "top", "pad": {"t": 8},
            "subtitle": {"text": "<br>".join(legend), "font": {"size": 11.5, "color": look.ink}},
        },
        "height": height + _ROW * len(legend),
        "margin": {"l": 8, "r": 12, "t": 40 + _ROW * len(legend), "b": 8},
        "showlegend": False,
        "paper_bgcolor": look.paper,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"align": "left"},
    }  # fmt: skip


def config(name: str, kind: str) -> dict[str, Any]:
    """Plotly's own button that saves the figure in the browser, as `svg` or `png`, and no other."""
    options = {"format": kind, "filename": f"tracewalk-{name}", "scale": 2}
    return {
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": options,
    }


def plain(text: str, most: int = 40) -> str:
    """A text as it is: Plotly reads tags in labels."""
    return html.escape(text if len(text) <= most else text[: most - 1] + "…", quote=False)


def tint(colour: str, opacity: float) -> str:
    """`#rrggbb` as `rgba(...)`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"

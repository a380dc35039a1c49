"""The first steps of a run beside its source, as text and as HTML; of a trace, and of a prediction."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tracewalk.frozen import frozen
from tracewalk.results import clean, cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

__all__ = ["SHOWN", "Line", "changed", "html_walk", "source_html", "text_walk"]

SHOWN = 25
"""Steps that a look at a trace shows."""

_LONGEST = 60
_SOURCE_LINES = 200


@frozen
class Line:
    """One step, in words."""

    step: str
    event: str
    source: str
    """The line of the program."""
    what: str
    """What changed, came back or was raised."""
    right: bool | None = None
    """Of a predicted step: whether it is."""


def changed(row: Mapping[str, Any]) -> str:
    """What a step's row says happened to the values."""
    parts = [
        f"{one['name']} unbound" if one["value"] is None else f"{one['name']} = {_short(one['value'])}"
        for one in row["changes"] or ()
    ]
    if row["value"] is not None:
        parts.append(f"{row['event']} {_short(row['value'])}")
    return ", ".join(parts)


def text_walk(lines: Sequence[Line]) -> list[str]:
    """One line of text for each."""
    return [
        f"{line.step:>6}  {line.event:9}  {_mark(line)}{cut(clean(line.source.strip()), 40):40}  "
        f"{cut(clean(line.what), 100)}".rstrip()
        for line in lines
    ]


def html_walk(lines: Sequence[Line]) -> str:
    """A table with one row for each."""
    rows = "".join(
        f"<tr>{_td(line.step)}{_td(line.event)}{_td(_mark(line) + clean(line.source), code=True)}"
        f"{_td(cut(clean(line.what), 300), code=True)}</tr>"
        for line in lines
    )
    heads = "".join(f'<th style="text-align:left">{head}</th>' for head in ("step", "event", "line", "values"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def source_html(sources: Mapping[str, str]) -> str:
    """Each file, folded away, with the numbers of its lines."""
    return "".join(_file(path, text.split("\n")) for path, text in sources.items())


def _file(path: str, lines: list[str]) -> str:
    numbered = "\n".join(f"{n:>4}  {escape(clean(line))}" for n, line in enumerate(lines[:_SOURCE_LINES], 1))
    more = f"\n      {len(lines) - _SOURCE_LINES:,} more lines" if len(lines) > _SOURCE_LINES else ""
    return f"<details><summary>{escape(clean(path))}</summary><pre>{numbered}{more}</pre></details>"


def _td(text: str, *, code: bool = False) -> str:
    inner = f'<code style="white-space:pre">{escape(text)}</code>' if code else escape(text)
    return f'<td style="text-align:left">{inner}</td>'


def _mark(line: Line) -> str:
    return "" if line.right is None else "✓ " if line.right else "✗ "


def _short(text: str) -> str:
    return cut(clean(text[: _LONGEST * 4]), _LONGEST)

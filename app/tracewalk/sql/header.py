"""Reads the header of a public query: title, question, notes, parameters, chart, each on comment lines of its own.

-- Variables that are never read
-- Which locals does a function write, and no later line of it mention?
-- Notes, over as many lines as they need.
-- $dataset VARCHAR = NULL: only traces of this dataset; any where NULL
-- $trace VARCHAR: the trace's id; it has no default, so it is required
-- chart: bar(func, n)
"""

from __future__ import annotations

import re

from tracewalk.errors import UsageError
from tracewalk.sql.query import CHARTS, TYPES, Chart, Parameter, Query
from tracewalk.sql.scan import uses

__all__ = ["is_public", "read_query"]

_PARAMETER = re.compile(r"\$(\w+)\s+(\w+)(?:\s*=\s*('(?:[^']|'')*'|[^\s:']+))?\s*:\s+(\S.*)")
_CHART = re.compile(r"chart:\s*(\w+)(?:\((.*)\))?")


def is_public(text: str) -> bool:
    """Whether a text is a query for people: its header has a `chart:` line."""
    return any(line.startswith("chart:") for line in _header(text))


def read_query(name: str, text: str, *, yours: bool = False) -> Query:
    """The query in a text. Raises `UsageError`, which names the line that is off.

    An operator's own may leave out all of the header but its parameters.
    """
    lines = _header(text)
    said = [line for line in lines if not line.startswith(("$", "chart:"))]
    if not yours and (len(said) < 2 or not said[1].endswith("?")):
        raise UsageError(
            f"{name}: the first line of a header is its title, the second its question, with a ? at its end"
        )
    if not text.strip() or len(lines) == len(text.strip().splitlines()):
        raise UsageError(f"{name}: there is no SQL in it")
    asks = len(said) > 1 and said[1].endswith("?")
    query = Query(
        name=name,
        title=said[0] if said and said[0] else name.rpartition("/")[2].replace("_", " "),
        question=said[1] if asks else "",
        notes="\n".join(said[2 if asks else 1 :]).strip(),
        parameters=tuple(_parameter(name, line) for line in lines if line.startswith("$")),
        chart=_chart(name, [line for line in lines if line.startswith("chart:")] or ["chart: none"]),
        text=text.rstrip(),
        yours=yours,
    )
    _agrees(query)
    return query


def _header(text: str) -> list[str]:
    """The comment lines that a text begins with, without their dashes."""
    found: list[str] = []
    for line in text.removeprefix("\ufeff").lstrip().splitlines():
        if not line.startswith("--"):
            break
        found.append(line[2:].strip())
    return found


def _parameter(name: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None:
        raise UsageError(f"{name}: {line[:80]!r} is no parameter; it is written `$name TYPE = default: what it is`")
    kind, given = match[2].upper(), match[3]
    if kind not in TYPES:
        raise UsageError(f"{name}: ${match[1]} is a {match[2]}; a parameter is one of {', '.join(TYPES)}")
    default = None if given is None or given.upper() == "NULL" else given
    if default is not None and default.startswith("'"):
        default = default[1:-1].replace("''", "'")
    parameter = Parameter(match[1], kind, default, required=given is None, about=match[4])
    if default is not None:
        try:
            parameter.read(default)
        except UsageError as fault:
            raise UsageError(f"{name}: the default does not fit: {fault}") from None
    return parameter


def _chart(name: str, lines: list[str]) -> Chart:
    match = _CHART.fullmatch(lines[0])
    columns = [column.strip() for column in match[2].split(",")] if match is not None and match[2] else []
    least, most = CHARTS.get(match[1], (1, 0)) if match is not None else (1, 0)
    if match is None or len(lines) > 1 or not least <= len(columns) <= most or not all(columns):
        raise UsageError(
            f"{name}: {'; '.join(lines)[:120]!r} is no chart; a header has one of bar(x, y), line(x, y), point(x, y), "
            "each with a colour if wanted, histogram(x), none"
        )
    return Chart(match[1], *columns)


def _agrees(query: Query) -> None:
    """Refuses a header whose parameters are not those of the text, or not of their types there."""
    listed = {parameter.name: parameter.type for parameter in query.parameters}
    if len(listed) < len(query.parameters):
        raise UsageError(f"{query.name}: a parameter is listed twice")
    used = uses(query.text)
    unlisted = sorted({use.name for use in used} - set(listed))
    if unlisted:
        raise UsageError(f"{query.name}: ${unlisted[0]} is used, and the header does not list it")
    unused = sorted(set(listed) - {use.name for use in used})
    if unused:
        raise UsageError(f"{query.name}: ${unused[0]} is listed, and the text does not use it")
    for use in used:
        if use.type is None or use.type.upper() != listed[use.name]:
            raise UsageError(f"{query.name}: every ${use.name} is written ${use.name}::{listed[use.name]}")

"""What a link of the SQL page asks: a query of the library, or typed text, each with the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tracewalk.cage import Cage
from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.links import Sql
from tracewalk.sql import TYPES, Chart, Parameter, Query, bind, find, headed
from tracewalk.sql.scan import uses

__all__ = ["Asked", "asked", "title_of", "values"]


@frozen
class Asked:
    """A query as the page shows it."""

    text: str
    query: Query | None = None
    """One of the library; None: the text was typed."""
    parameters: tuple[Parameter, ...] = ()
    chart: Chart | None = None
    """As its header suggests; None where no header does."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the parameters that have no default."""
        return tuple(parameter.name for parameter in self.parameters if parameter.required)


def asked(focus: Sql, folder: Path | None) -> Asked:
    """What the link asks. Raises `NotFound` with the nearest names for a query that is not there."""
    if focus.name is not None:
        query = find(focus.name, folder)
        return Asked(query.text, query, query.parameters, query.chart)
    text = focus.q or ""
    header = headed(text)
    if header is None:
        # Text that is being written need not have a header that fits it: its casts then say the types.
        return Asked(text, parameters=_cast(text))
    chart = header.chart if "chart:" in text else None
    return Asked(text, parameters=header.parameters, chart=chart)


def _cast(text: str) -> tuple[Parameter, ...]:
    found: dict[str, str] = {}
    for use in uses(text):
        kind = (use.type or "").upper()
        found[use.name] = found.get(use.name) or (kind if kind in TYPES else "")
    return tuple(Parameter(name, kind, None, required=True, about="") for name, kind in found.items())


def values(what: Asked, given: Mapping[str, str], cage: Cage) -> dict[str, object]:
    """The values that the query is run with.

    Raises `UsageError` for a text that does not fit its type and for what is missing, `SqlError` for what is no SQL.
    """
    if what.query is not None:
        return bind(what.query, given)
    known = {parameter.name: parameter for parameter in what.parameters}
    found: dict[str, object] = {}
    for name in cage.parameters(what.text):
        parameter = known.get(name)
        if parameter is not None and parameter.type:
            found[name] = parameter.read(given.get(name))
        elif given.get(name):
            found[name] = given[name]
        else:
            raise UsageError(f"the query needs a value for ${name}")
    return found


def title_of(what: Asked) -> str:
    """A line for lists: the named query's title, or the text's first line that is no comment."""
    if what.query is not None:
        return what.query.title
    lines = [line.strip() for line in what.text.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith("--")), lines[0] if lines else "")[:120]

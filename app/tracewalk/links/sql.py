"""Links to the page SQL, and to a query's result as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.links.reading import one_of, read, read_text, show, written

CHARTS = ("none", "bar", "line", "point", "histogram")

_PARAMETER = re.compile(r"p\.([A-Za-z_][A-Za-z0-9_]{0,62})")
_MAX_SQL = 16_000
_MAX_PARAMETERS = 50


@frozen
class Sql:
    """The SQL page: the query, by its name or as its text, what its parameters are given, and how it is drawn."""

    name: str | None = None
    """`area/name` of a named query; None with `q`, the text."""
    q: str | None = None
    given: tuple[tuple[str, str], ...] = ()
    """Parameters in order of their names; those left out have their defaults."""
    chart: str | None = None
    """One of `CHARTS`; None: as the query suggests, or what fits its result."""
    x: str | None = None
    y: str | None = None
    colour: str | None = None
    """Names of columns."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL, in a fixed order; the query's own as `p.NAME`."""
        query = written(self)
        query.pop("given")
        return query | {f"p.{name}": text for name, text in self.given}

    def url(self) -> str:
        """`sql?v=1&name=area/name&p.limit=10&chart=bar&x=...`, relative to the app's root."""
        return "sql?" + urlencode(self.query())


def read_sql(params: Mapping[str, str]) -> Sql:
    """What the SQL page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    asked = read(Sql, params, _SQL)
    if asked.name is not None and asked.q is not None:
        raise LinkError("This link has both name=, a named query, and q=, a query's text; only one of them can run.")
    names = {key: found[1] for key in params if (found := _PARAMETER.fullmatch(key))}
    odd = [key for key in params if key.startswith("p.") and key not in names]
    if odd or len(names) > _MAX_PARAMETERS:
        what = f"{show(odd[0])} names no parameter of a query" if odd else f"There are {len(names)} parameters"
        raise LinkError(f"{what}; a link gives at most {_MAX_PARAMETERS}, each as p.NAME=value.")
    given = {name: read_text(key, params[key]) for key, name in names.items()}
    return replace(asked, given=tuple(sorted(given.items())))


def sql_api(focus: Sql, form: str) -> str:
    """`api/sql?...&format=csv`: the same query's whole result as a file, relative to the app's root."""
    asked = {key: text for key, text in focus.query().items() if key not in ("chart", "x", "y", "colour")}
    return "api/sql?" + urlencode(asked | {"format": form})


def _read_sql(name: str, text: str) -> str:
    if len(text) > _MAX_SQL:
        raise LinkError(f"{name} is {len(text):,} characters long; a link holds a query of at most {_MAX_SQL:,}.")
    return text


_SQL = {"q": _read_sql, "chart": one_of(*CHARTS)} | dict.fromkeys(("name", "x", "y", "colour"), read_text)

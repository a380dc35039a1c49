"""One page of the list of traces, as the Traces page and `/api/traces` show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from duckdb import DuckDBPyConnection

from tracewalk.frozen import frozen
from tracewalk.links import Browse
from tracewalk.sql import statement
from tracewalk.web.index import Index

__all__ = ["Page", "page", "programs_with"]


@frozen
class Page:
    """Rows of the list, and the focus of the next page where there is one."""

    rows: list[dict[str, Any]]
    total: int
    """Traces that match, on all pages."""
    following: Browse | None

    @property
    def next(self) -> str | None:
        """The next page's `after`."""
        return self.following.after if self.following else None


def page(index: Index, browse: Browse, rows: int, programs: list[str] | None = None) -> Page:
    """At most `rows` traces that match; `programs` are those in whose text `browse.text` was found."""
    filters = {
        "dataset": browse.dataset,
        "outcome": browse.outcome,
        "func": browse.func,
        "exception": browse.exception,
        "min_steps": browse.min_steps,
        "max_steps": browse.max_steps,
        "text": browse.text,
        "programs": programs,
        "said": _said(browse),
    }
    found = index.query("page", filters | _after(browse.after) | {"sort": browse.sort, "rows": rows})
    total = index.query("count", filters)[0]["total"]
    following = None
    if len(found) > rows:
        last = found[rows - 1]
        following = replace(browse, after=f"{last['trace_id']}~{last['sort_key']}~{last['sort_name']}")
    shown = [{k: v for k, v in row.items() if not k.startswith("sort_")} for row in found[:rows]]
    return Page(shown, total, following)


def programs_with(cursor: DuckDBPyConnection, text: str) -> list[str]:
    """Ids of the programs that have this text in their source; reads all of them, so it can take seconds."""
    return [row[0] for row in cursor.sql(statement("browse/programs"), params={"text": text}).fetchall()]


def _after(token: str | None) -> dict[str, Any]:
    if token is None:
        return {"after_id": None, "after_key": None, "after_name": None}
    trace_id, _, rest = token.partition("~")
    key, _, name = rest.partition("~")
    return {"after_id": trace_id, "after_key": int(key), "after_name": name}


def _said(browse: Browse) -> str | None:
    """The key of a prediction, as queries/browse/create_said.sql makes them."""
    if browse.model is None and browse.error is None:
        return None
    return f"{browse.model or ''}\x1f{browse.error or ''}"

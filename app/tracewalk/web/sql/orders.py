"""What is asked for by a click or a key: run, cancel, choose, bring back. Called before the script runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from tracewalk.cage import Answer, Cancel
from tracewalk.errors import NotFound, TracewalkError
from tracewalk.links import Sql, read_sql
from tracewalk.sql import find
from tracewalk.web.context import current
from tracewalk.web.sql.asked import Asked, asked, values
from tracewalk.web.sql.desk import desk, go_to, same_query

__all__ = ["EDITOR", "RESULT", "SHELF", "begin", "from_editor", "from_result", "from_shelf"]

EDITOR, RESULT, SHELF = "sql_editor", "sql_result", "sql_queries"
"""Keys of the elements that ask."""


def begin(focus: Sql, what: Asked) -> None:
    """Run it; what cannot begin is told in its place."""
    here, cage, rows = desk(), current().cage, current().settings.sql_rows
    here.end()
    try:
        bound = values(what, dict(focus.given), cage)
    except TracewalkError as wrong:
        here.refused = wrong
        return

    def work(cancel: Cancel) -> Answer:
        if what.query is not None:
            return cage.ask(what.query, bound, rows=rows, cancel=cancel)
        return cage.run(what.text, bound, rows=rows, cancel=cancel)

    here.begin(work)


def from_editor() -> None:
    """Run or Cancel."""
    order = _order(EDITOR)
    if order.get("kind") == "run":
        _run(_clean(order.get("text")), order.get("given") or {})
    elif order.get("kind") == "cancel" and (run := desk().run) is not None:
        run.cancel()


def from_shelf() -> None:
    """A query of the library, or one that was run before."""
    order, past = _order(SHELF), desk().past
    at = order.get("at")
    if order.get("kind") == "query":
        _open(Sql(_clean(order.get("name"))))
    elif order.get("kind") == "past" and isinstance(at, int) and 0 <= at < len(past):
        _open(past[at].focus)


def from_result() -> None:
    """A value to be shown whole; where a link leads is the page's own business."""
    order = _order(RESULT)
    if order.get("kind") == "whole":
        desk().whole = (int(order["row"]), int(order["column"]))


def _open(focus: Sql) -> None:
    """Another query in the editor, also where the URL has it already and its text was changed."""
    here = desk()
    if same_query(here.focus, focus):
        here.turn += 1
    st.query_params.from_dict(focus.query())


def _run(text: str, given: Mapping[str, Any]) -> None:
    """Run what the editor holds, under the name of the query whose text it is; a chart stays with its text."""
    here = desk()
    filled = tuple(sorted((str(name), _clean(value)) for name, value in given.items()))
    query = Sql(here.focus.name) if _is_named(here.focus.name, text) else Sql(q=text)
    if (query.name, query.q) == (here.focus.name, here.focus.q):
        query = here.focus
    query = replace(query, given=filled)
    try:
        read_sql(query.query())
    except TracewalkError as wrong:
        here.end()
        here.refused = wrong
        return
    go_to(query)
    begin(query, asked(query, current().queries))


def _is_named(name: str | None, text: str) -> bool:
    try:
        return name is not None and find(name, current().queries).text.strip() == text.strip()
    except NotFound:
        return False


def _order(key: str) -> dict[str, Any]:
    """What an element asks for just now."""
    order = (st.session_state.get(key) or {}).get("asked")
    return dict(order) if isinstance(order, Mapping) else {}


def _clean(text: Any) -> str:
    """Text that a URL can hold: no half of a character."""
    return str(text or "").encode("utf-8", "replace").decode("utf-8")

"""What takes longer than a blink is computed apart from the page, which shows how long already and can give it up.

Results are kept for all sessions while the lake's version stands: it is a part of the key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st
from duckdb import DuckDBPyConnection

from tracewalk.web.context import current
from tracewalk.web.search import Search

__all__ = ["begun", "forget", "kept"]

Work = Callable[[DuckDBPyConnection], Any]

_MOST = 24
_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_LOCK = threading.Lock()


def kept(key: Hashable) -> Any:
    """The result of that key; None where it has none yet."""
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
        return _KEPT.get(key)


def begun(name: str, key: Hashable, work: Work) -> Search[Any]:
    """The search of this session that computes it; one of other filters under the same name is given up."""
    searches: dict[str, tuple[Hashable, Search[Any]]] = st.session_state.setdefault("accuracy_searches", {})
    if name in searches:
        known, search = searches[name]
        if known == key:
            return search
        search.cancel()
    seconds = current().settings.accuracy_seconds
    search = Search(
        current().lake.cursor(), lambda cursor: _keep(key, work(cursor)), seconds=seconds,
        limit="TRACEWALK_ACCURACY_SECONDS",
    )  # fmt: skip
    searches[name] = (key, search)
    return search


def forget(name: str) -> None:
    """So that the next asking begins anew."""
    st.session_state.get("accuracy_searches", {}).pop(name, None)


def _keep(key: Hashable, result: Any) -> Any:
    with _LOCK:
        _KEPT[key] = result
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return result

"""The parts of the SQL page, one below the other: head, editor, what runs, chart and rows; the shelf beside them."""

from __future__ import annotations

import html
import re
from typing import Any

import streamlit as st

from tracewalk.errors import NotFound, TracewalkError
from tracewalk.links import Sql
from tracewalk.web.components.editor import editor
from tracewalk.web.components.shelf import shelf
from tracewalk.web.context import current
from tracewalk.web.frame import problem
from tracewalk.web.sql import offered, orders
from tracewalk.web.sql.answered import answered, cancelled, fault_of, remember, told_of
from tracewalk.web.sql.asked import Asked, asked
from tracewalk.web.sql.desk import desk

__all__ = ["page"]


def page(focus: Sql, *, other: bool) -> None:
    """All of it. `other`: the URL asks another query than before, which is run at once."""
    lost: NotFound | None = None
    try:
        what = asked(focus, current().queries)
    except NotFound as wrong:
        what, lost = Asked(""), wrong
    given = dict(focus.given)
    if other and what.text.strip() and all(given.get(name) for name in what.missing):
        orders.begin(focus, what)
    run = desk().run
    if run is not None and run.settled(within=0.25):
        remember(focus, what, run)
    with st.container(key="sql_page"):
        with st.container(key="sql_shelf"):
            _shelf(focus)
        with st.container(key="sql_desk"):
            _head(what)
            if lost is not None:
                problem("This link does not open", str(lost))
            editor(_editor_data(focus, what), key=orders.EDITOR, asked=orders.from_editor)
            _below(focus, what)


def _below(focus: Sql, what: Asked) -> None:
    run = desk().run
    desk().waits = run is not None and run.running
    if run is None:
        if not what.text:
            _begin()
    elif desk().waits:
        _waiting()
    else:
        answered(focus, what, run)


@st.fragment(run_every=0.25)
def _waiting() -> None:
    """Runs the page again once the query has ended; the editor shows for how long it runs.

    Streamlit gives the run that it asks for the address of this one, and drops for it what else waits to be run, such
    as a Back of the browser. So it asks once, never for an answer that is drawn, and only when nothing else waits.
    """
    here = desk()
    if here.waits and (here.run is None or not here.run.running):
        st.empty()  # what waits to be run takes over here
        here.waits = False
        st.rerun()


def _head(what: Asked) -> None:
    query, refusal = what.query, current().cage.refusal
    title = html.escape(query.title) if query is not None else "SQL"
    about = f'<span class="tw-question">{html.escape(query.question)}</span>' if query is not None else ""
    notes = f'<p class="tw-notes tw-about">{_marked(query.notes)}</p>' if query is not None and query.notes else ""
    said = f'<p class="tw-refused" role="note">{html.escape(refusal)}</p>' if refusal is not None else ""
    named = " tw-named" if query is not None else ""
    st.html(f'<div class="tw-head{named}"><h1>{title}</h1>{about}</div>{notes}{said}')


def _marked(text: str) -> str:
    """Text whose `names` stand out."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _begin() -> None:
    tables = ", ".join(f"<code>{html.escape(name)}</code>" for name in offered.table_names())
    st.html(
        '<p class="tw-notes">Choose a query on the left, or type one and press Ctrl-Enter. '
        f"The tables are {tables}; the schema beside says what each column holds, and a click there writes its name. "
        "A <code>$name</code> becomes a field. The address bar always holds the query with its chart: send it.</p>"
    )


def _shelf(focus: Sql) -> None:
    """`Data` of `components/shelf/types.js`, shown."""
    past = [
        {"title": entry.title, "text": entry.text, "said": entry.said, "bad": entry.bad, "url": entry.focus.url()}
        for entry in desk().past
    ]
    data = offered.gallery(current().queries) | offered.schema() | {"chosen": focus.name, "past": past}
    shelf(data, key=orders.SHELF, asked=orders.from_shelf)


def _editor_data(focus: Sql, what: Asked) -> dict[str, Any]:
    """`Data` of `components/editor/types.js`."""
    given, run, version = dict(focus.given), desk().run, current().lake.version
    fields = [
        {
            "name": parameter.name,
            "type": parameter.type,
            "value": given.get(parameter.name),
            "default": parameter.default,
            "required": parameter.required,
            "about": parameter.about,
            "options": offered.options(parameter.name, version),
        }
        for parameter in what.parameters
    ]
    return {
        "text": what.text,
        "turn": desk().turn,
        "fields": fields,
        "named": what.query.text if what.query is not None else "",
        "words": offered.words(),
        "functions": offered.functions(),
        "fault": _fault(),
        "told": told_of(focus, run) if run is not None else None,
        "cancelled": cancelled(run) if run is not None else None,
        "running": run.elapsed if run is not None and run.running else None,
        "refusal": current().cage.refusal,
    }


def _fault() -> dict[str, Any] | None:
    """What was wrong with the query as it was run."""
    run = desk().run
    fault: TracewalkError | None = desk().refused
    if fault is None and run is not None and not run.running:
        fault = fault_of(run)
    return None if fault is None else {"message": str(fault), "position": getattr(fault, "position", None)}

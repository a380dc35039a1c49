"""SQL: a query typed or chosen, its rows and its chart. The URL holds all of it."""

from __future__ import annotations

import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import read_sql
from tracewalk.web.context import current
from tracewalk.web.frame import problem
from tracewalk.web.sql.desk import desk
from tracewalk.web.sql.page import page
from tracewalk.web.sql.style import STYLE


def main() -> None:
    """The page."""
    st.html(STYLE)
    current().cage.warm()  # while the first query is typed
    try:
        focus = read_sql(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/sql.py", label="An empty query", icon=":material/arrow_back:")
        return
    page(focus, other=desk().adopt(focus))


main()

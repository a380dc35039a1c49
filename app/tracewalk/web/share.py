"""What a page shows, for other doors: SQL, the SQL page, Python.

`{step}` and `{prediction}` stand where the browser knows better what is looked at; it fills them in.
"""

from __future__ import annotations

from pathlib import Path

from tracewalk.links import Accuracy, Browse, Sql, Trajectories
from tracewalk.model import Trajectory
from tracewalk.sql import statement

__all__ = [
    "as_python",
    "as_sql",
    "behind",
    "listed",
    "moment",
    "query_as_python",
    "runs_listed",
    "said",
    "turn",
    "two_runs",
]


def as_sql(trace_id: str) -> str:
    """A query for the locals on the stack at a step."""
    return _text("share/moment").replace("{trace_id}", trace_id)


def as_python(lake: Path, trace_id: str) -> str:
    """Lines that open the lake and show the state at a step."""
    return f"import tracewalk\n\nlake = tracewalk.open({str(lake)!r})\nlake.trace({trace_id!r}).state({{step}})"


def moment(trace_id: str) -> str:
    """The SQL page with the state at a step, relative to the app's root."""
    return _open(Sql("values/state", given=(("step", "{step}"), ("trace", trace_id))))


def said(lake: Path) -> dict[str, str]:
    """The same of what a prediction says there: its text, its page, its Python."""
    python = f"import tracewalk\n\nlake = tracewalk.open({str(lake)!r})\nlake.prediction('{{prediction}}')"
    page = _open(Sql("pages/compare", given=(("prediction", "{prediction}"), ("step", "{step}"))))
    return {"sql": _text("share/said"), "page": page, "python": python}


def turn(lake: Path, trajectory_id: str) -> dict[str, str]:
    """A turn of a run: as a query, as the SQL page with it, and as lines of Python; `{turn}` in each."""
    return _forms(lake, _text("share/turn").replace("{trajectory_id}", trajectory_id))


def two_runs(lake: Path, left: Trajectory, right: Trajectory) -> dict[str, str]:
    """Two runs side by side, as a query, as the SQL page with it, and as lines of Python."""
    query = _text("share/two_runs")
    return _forms(lake, query.replace("{left}", left.trajectory_id).replace("{right}", right.trajectory_id))


def _forms(lake: Path, query: str) -> dict[str, str]:
    python = f"import tracewalk\n\nlake = tracewalk.open({str(lake)!r})\nlake.sql({_quoted(query)}).to_pandas()"
    return {"sql": query, "sql_page": _open(Sql(q=query)), "python": python}


def listed(browse: Browse) -> Sql:
    """The list of traces under these filters."""
    given = {name: text for name, text in browse.query().items() if name not in ("v", "after")}
    return Sql("pages/traces", given=tuple(sorted(given.items())))


def runs_listed(asked: Trajectories) -> Sql:
    """The list of trajectories under these filters."""
    apart = ("v", "after", "view")
    given = {name: text for name, text in asked.query().items() if name not in apart}
    return Sql("pages/trajectories", given=tuple(sorted(given.items())))


def behind(focus: Accuracy, cohorts: tuple[str, ...]) -> Sql:
    """The predictions that Accuracy counts under these filters, of the cohorts with these keys."""
    apart = ("v", "errors", "cell", "cohorts")
    given = {name: text for name, text in focus.query().items() if name not in apart} | {"cohorts": ",".join(cohorts)}
    return Sql("pages/accuracy", given=tuple(sorted(given.items())))


def query_as_python(lake: Path, focus: Sql) -> str:
    """Lines that open the lake and give the rows of a query of the SQL page."""
    asked = repr(focus.name) if focus.name is not None else _quoted((focus.q or "").strip())
    given = "".join(f", {name}={value!r}" for name, value in focus.given)
    return (
        f"import tracewalk\n\nlake = tracewalk.open({str(lake)!r})\nrows = lake.sql({asked}{given})\nrows.to_pandas()"
    )


def _text(name: str) -> str:
    """A query without its first comment."""
    return statement(name).partition("\n")[2].rstrip()


def _open(focus: Sql) -> str:
    return focus.url().replace("%7B", "{").replace("%7D", "}")


def _quoted(text: str) -> str:
    """As a string of Python that keeps its lines."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""\n{text}\n"""' if "\n" in text else repr(text)

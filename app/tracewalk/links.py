"""Focus <-> URL: the only place where URLs of Tracewalk are made or read.

A *focus* is where the user looks; the URL is the focus. Every link carries `v`, the version of this scheme, so that an
old link opens for ever or says why it can't. All URLs are relative, so they hold under any base path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from tracewalk.errors import LinkError
from tracewalk.model import MODES, PROTOCOLS, VERDICTS

__all__ = [
    "CHARTS",
    "ERRORS",
    "SORTS",
    "VERSION",
    "Accuracy",
    "Browse",
    "Focus",
    "Sql",
    "compare_url",
    "long_url",
    "read_accuracy",
    "read_browse",
    "read_focus",
    "read_sql",
    "sql_api",
    "trace_api",
]

VERSION = 1
SORTS = ("newest", "oldest", "longest", "shortest", "deepest", "name")
ERRORS = ("none", *(verdict for verdict in VERDICTS if verdict != "correct"), "after_the_end")
"""What is wrong first in a prediction; `after_the_end`: every true step is right, and something follows."""
CHARTS = ("none", "bar", "line", "point", "histogram")

_ID = re.compile(r"[0-9a-f]{32}")
_JOB = re.compile(r"[0-9A-Za-z_-]{1,64}")
_AFTER = re.compile(r"[0-9a-f]{32}~-?[0-9]{1,18}~.*", re.DOTALL)
_PARAMETER = re.compile(r"p\.([A-Za-z_][A-Za-z0-9_]{0,62})")
_MAX_TEXT = 2_000
_MAX_SQL = 16_000
_MAX_PARAMETERS = 50
_MAX_INT = 2**31 - 1
_COHORTS = re.compile(r"[0-9a-f]{8}(,[0-9a-f]{8})*")
_CELL = re.compile(r"[a-z_]{1,20}~[0-9a-f]{8}~.{0,200}", re.DOTALL)
_T = TypeVar("_T", "Focus", "Browse", "Accuracy", "Sql")


@dataclass(frozen=True, slots=True)
class Focus:
    """One moment of one trace; `frame` None is the step's own, `dataset` is where the user came from.

    With one of `prediction`, `other` and `job` it is a moment of Compare: the trace beside a stored prediction, beside
    another trace, or beside what a running job has said so far.
    """

    trace: str | None = None
    step: int | None = None
    frame: int | None = None
    var: str | None = None
    dataset: str | None = None
    prediction: str | None = None
    other: str | None = None
    job: str | None = None

    @property
    def page(self) -> str:
        """The page that shows it: `compare` or `trace`."""
        return "compare" if self.prediction or self.other or self.job else "trace"

    def query(self) -> dict[str, str]:
        """As the parameters of a URL, in a fixed order."""
        return _query(self)

    def url(self) -> str:
        """`trace?v=1&trace=ID&step=N&frame=F&var=x`, or `compare?...&prediction=ID`, relative to the app's root."""
        return f"{self.page}?{urlencode(self.query())}"

    def short(self) -> str:
        """`t/ID?step=N`, for chats: redirects to `url()`."""
        rest = {k: v for k, v in self.query().items() if k not in ("v", "trace")}
        return f"t/{self.trace}" + (f"?{urlencode(rest)}" if rest else "")


@dataclass(frozen=True, slots=True)
class Browse:
    """The Traces page: its filters (None: any), its order, and the row after which the page begins."""

    dataset: str | None = None
    outcome: str | None = None
    func: str | None = None
    exception: str | None = None
    min_steps: int | None = None
    max_steps: int | None = None
    text: str | None = None
    model: str | None = None
    """One that said something of the trace."""
    error: str | None = None
    """What is wrong first in a prediction, of that model where one is named: one of `ERRORS`."""
    sort: str = SORTS[0]
    after: str | None = None
    """`ID~KEY~NAME` of the last row of the page before: its place in the order, so that new rows move nothing."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL; what has its default is left out."""
        query = _query(self)
        if self.sort == SORTS[0]:
            query.pop("sort")
        return query

    def url(self) -> str:
        """`traces?v=1&dataset=...`, relative to the app's root."""
        return "traces?" + urlencode(self.query())


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The Accuracy page: its filters (None: any), what it compares, and the cell whose examples are open."""

    model: str | None = None
    mode: str | None = None
    protocol: str | None = None
    constrained: str | None = None
    """`yes` or `no`."""
    start: str | None = None
    """`beginning`, or `later`: after a true prefix."""
    samples: str | None = None
    """`first`: only the first sample of each."""
    dataset: str | None = None
    split: str | None = None
    tag: str | None = None
    func: str | None = None
    errors: str | None = None
    """`root`: steps that are wrong only because of an earlier error count as right."""
    cohorts: str | None = None
    """Keys, separated by commas, of the cohorts that are compared; None: the largest."""
    cell: str | None = None
    """`FIGURE~COHORT~BIN`."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL, in a fixed order."""
        return _query(self)

    def url(self) -> str:
        """`accuracy?v=1&model=...&mode=...`, relative to the app's root."""
        return "accuracy?" + urlencode(self.query())


@dataclass(frozen=True, slots=True)
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
        query = _query(self)
        query.pop("given")
        return query | {f"p.{name}": text for name, text in self.given}

    def url(self) -> str:
        """`sql?v=1&name=area/name&p.limit=10&chart=bar&x=...`, relative to the app's root."""
        return "sql?" + urlencode(self.query())


def read_focus(params: Mapping[str, str]) -> Focus:
    """The focus that a trace page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return _read(Focus, params)


def read_browse(params: Mapping[str, str]) -> Browse:
    """The filters that the Traces page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return _read(Browse, params)


def read_accuracy(params: Mapping[str, str]) -> Accuracy:
    """What the Accuracy page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return _read(Accuracy, params)


def read_sql(params: Mapping[str, str]) -> Sql:
    """What the SQL page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    read = _read(Sql, params)
    if read.name is not None and read.q is not None:
        raise LinkError("This link has both name=, a named query, and q=, a query's text; only one of them can run.")
    names = {key: found[1] for key in params if (found := _PARAMETER.fullmatch(key))}
    odd = [key for key in params if key.startswith("p.") and key not in names]
    if odd or len(names) > _MAX_PARAMETERS:
        what = f"{_show(odd[0])} names no parameter of a query" if odd else f"There are {len(names)} parameters"
        raise LinkError(f"{what}; a link gives at most {_MAX_PARAMETERS}, each as p.NAME=value.")
    given = {name: _read_text(key, params[key]) for key, name in names.items()}
    return replace(read, given=tuple(sorted(given.items())))


def sql_api(focus: Sql, form: str) -> str:
    """`api/sql?...&format=csv`: the same query's whole result as a file, relative to the app's root."""
    asked = {key: text for key, text in focus.query().items() if key not in ("chart", "x", "y", "colour")}
    return "api/sql?" + urlencode(asked | {"format": form})


def trace_api(trace_id: str, call: str = "") -> str:
    """`api/traces/ID` or one of the calls below it, relative to the app's root."""
    return f"api/traces/{quote(trace_id, safe='')}" + (f"/{call}" if call else "")


def compare_url(focus: Focus) -> str:
    """`compare?v=1&trace=ID&...`: the page Compare also where nothing to compare with is chosen yet."""
    return "compare?" + urlencode(focus.query())


def long_url(trace_id: str, params: Mapping[str, str]) -> str:
    """Where a short link leads: its parameters as they are, for the page to read or refuse."""
    given = {k: v for k, v in params.items() if k != "trace"}
    page = "compare" if any(given.get(name) for name in ("prediction", "other", "job")) else "trace"
    return f"{page}?" + urlencode({"v": str(VERSION)} | {"trace": trace_id} | given)


def _query(state: Focus | Browse | Accuracy | Sql) -> dict[str, str]:
    given = {f.name: getattr(state, f.name) for f in fields(state)}
    return {"v": str(VERSION)} | {k: str(v) for k, v in given.items() if v is not None}


def _read(kind: type[_T], params: Mapping[str, str]) -> _T:
    version = params.get("v", str(VERSION))
    if version != str(VERSION):
        raise LinkError(
            f"This link says v={_show(version)}, and this Tracewalk reads v={VERSION}. "
            "Update Tracewalk, or ask for a link made by this version."
        )
    given: dict[str, Any] = {}
    for f in fields(kind):
        if f.name in _READERS and (text := params.get(f.name)):
            given[f.name] = _READERS[f.name](f.name, text)
    return kind(**given)


def _read_id(name: str, text: str) -> str:
    if not _ID.fullmatch(text):
        raise LinkError(f"{name}={_show(text)} is not an id: ids are 32 digits out of 0-9 and a-f.")
    return text


def _read_job(name: str, text: str) -> str:
    if not _JOB.fullmatch(text):
        raise LinkError(f"{name}={_show(text)} is not the id of a job: those are 1 to 64 of 0-9, A-Z, a-z, _ and -.")
    return text


def _read_int(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _MAX_INT:
        raise LinkError(f"{name}={_show(text)} is not a whole number from 0 to {_MAX_INT}.")
    return int(text)


def _read_text(name: str, text: str) -> str:
    if len(text) > _MAX_TEXT:
        raise LinkError(f"{name} is {len(text):,} characters long; at most {_MAX_TEXT:,} can be searched or shown.")
    return text


def _read_sql(name: str, text: str) -> str:
    if len(text) > _MAX_SQL:
        raise LinkError(f"{name} is {len(text):,} characters long; a link holds a query of at most {_MAX_SQL:,}.")
    return text


def _read_after(name: str, text: str) -> str:
    if not _AFTER.fullmatch(_read_text(name, text)):
        raise LinkError(f"{name}={_show(text)} is no place in the list; take it out of the link.")
    return text


def _read_sort(name: str, text: str) -> str:
    if text not in SORTS:
        raise LinkError(f"{name}={_show(text)} is no order of the list; there are: {', '.join(SORTS)}.")
    return text


def _read_cohorts(name: str, text: str) -> str:
    if not _COHORTS.fullmatch(_read_text(name, text)):
        raise LinkError(f"{name}={_show(text)} is no list of keys: 8 digits out of 0-9 and a-f each, and commas.")
    return text


def _read_cell(name: str, text: str) -> str:
    if not _CELL.fullmatch(text):
        raise LinkError(f"{name}={_show(text)} is no cell of a figure; take it out of the link.")
    return text


def _one_of(*known: str) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if text not in known:
            raise LinkError(f"{name}={_show(text)} is none of: {', '.join(known)}.")
        return text

    return read


def _show(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "trace": _read_id,
    "prediction": _read_id,
    "other": _read_id,
    "job": _read_job,
    "step": _read_int,
    "frame": _read_int,
    "min_steps": _read_int,
    "max_steps": _read_int,
    "sort": _read_sort,
    "after": _read_after,
    "mode": _one_of(*MODES),
    "protocol": _one_of(*PROTOCOLS),
    "constrained": _one_of("yes", "no"),
    "start": _one_of("beginning", "later"),
    "samples": _one_of("first"),
    "errors": _one_of("root"),
    "error": _one_of(*ERRORS),
    "cohorts": _read_cohorts,
    "cell": _read_cell,
    "q": _read_sql,
    "chart": _one_of(*CHARTS),
} | dict.fromkeys(
    ("name", "x", "y", "colour", "var", "dataset", "outcome", "func", "exception", "text", "model", "split", "tag"),
    _read_text,
)

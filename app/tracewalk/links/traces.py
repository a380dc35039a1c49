"""Links to the pages of traces: Traces, Trace, Compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.links.reading import VERSION, one_of, read, read_id, read_int, read_job, read_text, show, written
from tracewalk.model import VERDICTS

SORTS = ("newest", "oldest", "longest", "shortest", "deepest", "name")
ERRORS = ("none", *(verdict for verdict in VERDICTS if verdict != "correct"), "after_the_end")
"""What is wrong first in a prediction; `after_the_end`: every true step is right, and something follows."""

_AFTER = re.compile(r"[0-9a-f]{32}~-?[0-9]{1,18}~.*", re.DOTALL)


@frozen
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
        return written(self)

    def url(self) -> str:
        """`trace?v=1&trace=ID&step=N&frame=F&var=x`, or `compare?...&prediction=ID`, relative to the app's root."""
        return f"{self.page}?{urlencode(self.query())}"

    def short(self) -> str:
        """`t/ID?step=N`, for chats: redirects to `url()`."""
        rest = {k: v for k, v in self.query().items() if k not in ("v", "trace")}
        return f"t/{self.trace}" + (f"?{urlencode(rest)}" if rest else "")


@frozen
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
        query = written(self)
        if self.sort == SORTS[0]:
            query.pop("sort")
        return query

    def url(self) -> str:
        """`traces?v=1&dataset=...`, relative to the app's root."""
        return "traces?" + urlencode(self.query())


def read_focus(params: Mapping[str, str]) -> Focus:
    """The focus that a trace page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return read(Focus, params, _FOCUS)


def read_browse(params: Mapping[str, str]) -> Browse:
    """The filters that the Traces page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return read(Browse, params, _BROWSE)


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


def _read_after(name: str, text: str) -> str:
    if not _AFTER.fullmatch(read_text(name, text)):
        raise LinkError(f"{name}={show(text)} is no place in the list; take it out of the link.")
    return text


def _read_sort(name: str, text: str) -> str:
    if text not in SORTS:
        raise LinkError(f"{name}={show(text)} is no order of the list; there are: {', '.join(SORTS)}.")
    return text


_FOCUS = {
    "trace": read_id,
    "prediction": read_id,
    "other": read_id,
    "job": read_job,
    "step": read_int,
    "frame": read_int,
    "var": read_text,
    "dataset": read_text,
}
_BROWSE = {
    "min_steps": read_int,
    "max_steps": read_int,
    "error": one_of(*ERRORS),
    "sort": _read_sort,
    "after": _read_after,
} | dict.fromkeys(("dataset", "outcome", "func", "exception", "text", "model"), read_text)

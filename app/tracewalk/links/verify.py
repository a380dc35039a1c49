"""Links to the page Verify."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.links.reading import one_of, read, read_int, read_job, read_text, show, written
from tracewalk.model import PREDICTED_BY

CHECK_SORTS = ("name", "least_solved", "most_solved", "most_wrong_accepts", "most_checks")
"""Orders of the problems."""
CHECK_SHOWN = ("wrong_accepts", "fooled", "unsolved", "misled", "right_rejects", "silent", "unended")
"""What a list of problems can be narrowed to."""

_WAY = re.compile(r"[0-9a-f]{8}")


@frozen
class Verify:
    """The Verify page: whose checks are shown, which of their problems are listed, and the one that is open."""

    problems: str | None = None
    """The problem set; None: the newest."""
    author: str | None = None
    """The model that wrote the candidates."""
    model: str | None = None
    """The model that predicted."""
    by: str | None = None
    """How: one of `PREDICTED_BY`."""
    way: str | None = None
    """8 hex digits, where the rest leaves several: another temperature, another file of the same name."""
    show: str | None = None
    """One of `CHECK_SHOWN`; None: all problems."""
    text: str | None = None
    """In the task's id."""
    sort: str = CHECK_SORTS[0]
    after: str | None = None
    """The task after which the page of the list begins."""
    task: str | None = None
    """The problem that is open."""
    candidate: int | None = None
    """The candidate of it that is looked at."""
    job: str | None = None
    """A loop that runs, or ran, on this server."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL; what has its default is left out."""
        query = written(self)
        if self.sort == CHECK_SORTS[0]:
            query.pop("sort")
        return query

    def url(self) -> str:
        """`verify?v=1&problems=...&model=...`, relative to the app's root."""
        return "verify?" + urlencode(self.query())

    def listed(self) -> Verify:
        """The same without an open problem."""
        return replace(self, task=None, candidate=None)


def read_verify(params: Mapping[str, str]) -> Verify:
    """What the Verify page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return read(Verify, params, _VERIFY)


def verify_api(focus: Verify | None = None, call: str = "") -> str:
    """`api/verify?...` or one of the calls below it, relative to the app's root."""
    path = "api/verify" + (f"/{call}" if call else "")
    return path if focus is None else f"{path}?{urlencode(focus.query())}"


def job_api(job_id: str) -> str:
    """`api/jobs/ID`: something that a server does in the background, relative to the app's root."""
    return f"api/jobs/{job_id}"


def _read_way(name: str, text: str) -> str:
    if not _WAY.fullmatch(text):
        raise LinkError(f"{name}={show(text)} is no way of predicting: those are 8 digits out of 0-9 and a-f.")
    return text


_VERIFY = {
    "by": one_of(*PREDICTED_BY),
    "way": _read_way,
    "show": one_of(*CHECK_SHOWN),
    "sort": one_of(*CHECK_SORTS),
    "candidate": read_int,
    "job": read_job,
} | dict.fromkeys(("problems", "author", "model", "text", "after", "task"), read_text)

"""Links to the page Results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from tracewalk.frozen import frozen
from tracewalk.links.reading import one_of, read, read_id, read_text, written

RESULT_OUTCOMES = ("passed", "failed", "differs")
"""Of a task, over all runs that are shown: every answer passes, none does, or neither."""


@frozen
class Results:
    """The Results page: its filters (None: any), the task that is open, and the answer to it that is read."""

    suite: str | None = None
    model: str | None = None
    outcome: str | None = None
    """One of `RESULT_OUTCOMES`."""
    text: str | None = None
    """In the task's id."""
    after: str | None = None
    """The task after which the page of the list begins."""
    task: str | None = None
    answer: str | None = None
    """The id of the result."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL, in a fixed order."""
        return written(self)

    def url(self) -> str:
        """`results?v=1&suite=...&task=...`, relative to the app's root."""
        return "results?" + urlencode(self.query())

    def listed(self) -> Results:
        """The same without an open task."""
        return replace(self, task=None, answer=None)


def read_results(params: Mapping[str, str]) -> Results:
    """What the Results page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return read(Results, params, _RESULTS)


_RESULTS = {
    "outcome": one_of(*RESULT_OUTCOMES),
    "answer": read_id,
} | dict.fromkeys(("suite", "model", "text", "after", "task"), read_text)

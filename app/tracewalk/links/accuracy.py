"""Links to the page Accuracy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.links.reading import one_of, read, read_text, show, written
from tracewalk.model import MODES, PROTOCOLS

_COHORTS = re.compile(r"[0-9a-f]{8}(,[0-9a-f]{8})*")
_CELL = re.compile(r"[a-z_]{1,20}~[0-9a-f]{8}~.{0,200}", re.DOTALL)


@frozen
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
        return written(self)

    def url(self) -> str:
        """`accuracy?v=1&model=...&mode=...`, relative to the app's root."""
        return "accuracy?" + urlencode(self.query())


def read_accuracy(params: Mapping[str, str]) -> Accuracy:
    """What the Accuracy page's parameters name. Raises `LinkError` for a value that cannot be meant."""
    return read(Accuracy, params, _ACCURACY)


def _read_cohorts(name: str, text: str) -> str:
    if not _COHORTS.fullmatch(read_text(name, text)):
        raise LinkError(f"{name}={show(text)} is no list of keys: 8 digits out of 0-9 and a-f each, and commas.")
    return text


def _read_cell(name: str, text: str) -> str:
    if not _CELL.fullmatch(text):
        raise LinkError(f"{name}={show(text)} is no cell of a figure; take it out of the link.")
    return text


_ACCURACY = {
    "mode": one_of(*MODES),
    "protocol": one_of(*PROTOCOLS),
    "constrained": one_of("yes", "no"),
    "start": one_of("beginning", "later"),
    "samples": one_of("first"),
    "errors": one_of("root"),
    "cohorts": _read_cohorts,
    "cell": _read_cell,
} | dict.fromkeys(("model", "dataset", "split", "tag", "func"), read_text)

"""Chosen traces as training text, one document after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tracewalk.exporters.document import LeftOut, document
from tracewalk.lake import read_many

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake

__all__ = ["Exported", "Form", "Reason", "export"]

Form = Literal["jsonl", "text"]
"""`jsonl`: one `Document` a line. `text`: the documents themselves, a newline after each."""

_NUMBER = re.compile(r"\d[\d,]*")
_KINDS = 1_000
"""Reasons told apart; further ones are counted together."""


@dataclass
class Reason:
    """Why traces were left out: how many, and one of them."""

    first: LeftOut
    n: int = 0


@dataclass
class Exported:
    """What became of the traces chosen."""

    written: int = 0
    tokens: int = 0
    """Of all documents together, estimated."""
    left_out: dict[str, Reason] = field(default_factory=dict)
    """By reason, its numbers and what follows its colon aside."""
    interrupted: bool = False

    @property
    def done(self) -> int:
        """Traces looked at."""
        return self.written + sum(reason.n for reason in self.left_out.values())

    def leave_out(self, one: LeftOut) -> None:
        """Counts a trace of which there is no document."""
        kind = _NUMBER.sub("N", one.reason.partition(": ")[0])
        if kind not in self.left_out and len(self.left_out) >= _KINDS:
            kind = "other reasons"
        self.left_out.setdefault(kind, Reason(one)).n += 1


def export(
    lake: Lake,
    ids: Sequence[str] | pa.ChunkedArray,
    write: Callable[[str], None],
    *,
    form: Form = "jsonl",
    dataset: str | None = None,
    max_tokens: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Exported:
    """Gives `write` one whole document at a time, in the order of the ids; memory does not grow with their number.

    Traces of which there is no document, or one beyond `max_tokens` by the estimate, are counted by reason. `dataset`
    names the place to give for a trace that has several. Once `stopped` says so, what was written stays, and
    `interrupted` is set. Raises what `write` raises, and `NotFound` or `ShardError` for a trace that cannot be read.
    """
    done = Exported()
    for whole in read_many(lake, ids):
        if stopped():
            done.interrupted = True
            break
        made = document(whole, dataset=dataset, max_tokens=max_tokens)
        if isinstance(made, LeftOut):
            done.leave_out(made)
        else:
            write(made.line() if form == "jsonl" else f"{made.text}\n")
            done.written += 1
            done.tokens += made.tokens_estimated
        if progress:
            progress(done.done, len(ids))
    return done

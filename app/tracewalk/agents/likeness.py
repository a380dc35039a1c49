"""How alike the turns are that stand side by side: the same done in the same way, in another way, or something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracewalk.agents.align import Pair, Run, given, within
from tracewalk.agents.contents import root_of
from tracewalk.model import StateChange, ToolCall, Turn

__all__ = ["LIKENESSES", "likenesses"]

LIKENESSES = ("same", "variant", "different", "left", "right")
"""`variant`: the same kind of thing to the same target, but by another tool or in another way, as another edit.

`different`: side by side, but another thing; `left`, `right`: only that run has a turn there.
"""

_Done = tuple[object, ...]


def likenesses(left: Run, right: Run, pairs: Iterable[Pair]) -> list[str]:
    """One of `LIKENESSES` for each pair of an alignment of these two runs."""
    one, other = _Ways(left), _Ways(right)
    return [_likeness(one, other, pair) for pair in pairs]


def _likeness(one: _Ways, other: _Ways, pair: Pair) -> str:
    left, right, same = pair
    if right is None:
        return "left"
    if left is None:
        return "right"
    if not same:
        return "different"
    return "same" if one.way(left) == other.way(right) else "variant"


class _Ways:
    """How each turn of a run does what it does, in words that hold for runs in other folders too."""

    def __init__(self, run: Run) -> None:
        self.root = root_of(run.changes)
        self.turns = {turn.turn: turn for turn in run.turns}
        self.edits: dict[tuple[int, int], list[StateChange]] = {}
        for change in run.changes:
            if change.kind == "file":
                self.edits.setdefault((change.turn, change.call), []).append(change)

    def way(self, number: int) -> _Done:
        turn = self.turns[number]
        if not turn.calls:
            return _said(turn)
        return tuple(self._call(call, self.edits.get((number, at), ())) for at, call in enumerate(turn.calls))

    def _call(self, call: ToolCall, edits: Sequence[StateChange]) -> _Done:
        if edits and all(edit.diff is not None for edit in edits):
            return tuple((_name(edit.path), edit.action, _lines(edit.diff or "")) for edit in edits)
        asked = given(call.arguments)
        # What it is about is the same, however it is named.
        return (within(asked.replace(call.target, "\0") if call.target else asked, self.root),)


def _name(path: str | None) -> str:
    """The file's own name: what folder it is in is told by what the call is about."""
    return (path or "").rpartition("/")[2]


def _said(turn: Turn) -> _Done:
    """Words of an agent never agree; those of a prompt should."""
    return () if turn.source == "agent" else (" ".join((turn.message or "").split()),)


def _lines(diff: str) -> str:
    """What a diff takes and adds, wherever in the file."""
    return "\n".join(line for line in diff.split("\n") if line.startswith(("+", "-")))

"""Two runs of one task side by side: which turns do the same, where they part, and what each milestone cost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from tracewalk.agents.contents import root_of
from tracewalk.agents.lines import differing
from tracewalk.agents.milestones import Milestone, Reached, milestones
from tracewalk.agents.paths import is_absolute
from tracewalk.frozen import frozen
from tracewalk.model import StateChange, ToolCall, Turn

__all__ = ["Alignment", "Milestone", "Pair", "Reached", "Run", "align", "given", "within"]

_ASIDE = {"description", "explanation", "security_risk", "thought", "timeout", "timeout_ms", "is_input", "summary"}
"""Arguments that do not change what a call does."""

_DEEPEST = 30
"""Folders of a path that are looked at."""

Pair = tuple[int | None, int | None, bool]


@frozen
class Run:
    """One of the two: its turns, with kinds and targets filled in, and all that they changed."""

    turns: Sequence[Turn]
    changes: Sequence[StateChange]


@frozen
class Alignment:
    """Two runs, turn by turn."""

    pairs: tuple[Pair, ...]
    """Turn of the left, turn of the right (None: it has none there), and whether they do the same."""
    first_divergence: int | None
    """Place in `pairs` of the first that differ; None where the runs do the same throughout."""
    milestones: tuple[Milestone, ...]


@frozen
class _Deed:
    """What a turn does, in three degrees: exactly, to what, and of what kind."""

    turn: int
    exactly: str
    about: str
    kind: str


_DEGREES: tuple[Callable[[_Deed], str], ...] = (
    lambda deed: deed.exactly,
    lambda deed: deed.about,
    lambda deed: deed.kind,
)
_SAME = 2
"""Degrees in which turns do the same; tools are a matter of the agent."""


def align(left: Run, right: Run) -> Alignment:
    """The turns of two runs, aligned by the kinds, tools and targets of their calls.

    Turns that do exactly the same are found first, as many as there can be; between them those that do the same kind of
    thing to the same file or command by another tool, which count as the same; then those of the same kind stand side
    by side. Takes near linear time.
    """
    short = frozenset(_short_names(left)) | frozenset(_short_names(right))
    one, other = _deeds(left, short), _deeds(right, short)
    pairs = tuple(_pairs(one, other, 0))
    first = next((at for at, pair in enumerate(pairs) if not pair[2]), None)
    return Alignment(pairs, first, tuple(milestones((left.turns, left.changes), (right.turns, right.changes))))


def _pairs(one: Sequence[_Deed], other: Sequence[_Deed], degree: int) -> Iterator[Pair]:
    """The pairs of two stretches, by one degree of likeness; what differs in it by the next one."""
    if degree == len(_DEGREES) or not one or not other:
        yield from ((deed.turn, None, False) for deed in one)
        yield from ((None, deed.turn, False) for deed in other)
        return
    key = _DEGREES[degree]
    a = c = 0
    for block in (
        *_joined(differing(list(map(key, one)), list(map(key, other)))),
        (len(one), len(one), len(other), len(other)),
    ):
        yield from (
            (x.turn, y.turn, degree < _SAME) for x, y in zip(one[a : block[0]], other[c : block[2]], strict=True)
        )
        yield from _pairs(one[block[0] : block[1]], other[block[2] : block[3]], degree + 1)
        a, c = block[1], block[3]


def _joined(blocks: Iterator[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Blocks that follow each other directly as one."""
    held: tuple[int, int, int, int] | None = None
    for block in blocks:
        if held and held[1] == block[0] and held[3] == block[2]:
            held = (held[0], block[1], held[2], block[3])
        else:
            if held:
                yield held
            held = block
    if held:
        yield held


def _deeds(run: Run, short: frozenset[str]) -> list[_Deed]:
    """What each turn of a run does; a file by its short name, or counted from the folder that the run works in."""
    root = root_of(run.changes)
    edited = {(c.turn, c.call): c.path for c in run.changes if c.kind == "file" and c.path}

    def named(call: ToolCall, at: tuple[int, int]) -> str:
        target = call.target or edited.get(at) or _instead(call)
        return (_shortened(target, short) if _names_file(call) else None) or within(target, root)

    return [_deed(turn, named) for turn in run.turns]


def _short_names(run: Run) -> Iterator[str]:
    """Names of files within folders that count from the folder where the agent is."""
    for turn in run.turns:
        for call in turn.calls:
            name = (call.target or "").removeprefix("./")
            if _names_file(call) and "/" in name and not is_absolute(name):
                yield name


def _names_file(call: ToolCall) -> bool:
    return call.kind in {"read", "edit"} and " " not in (call.target or "")


def _shortened(path: str, short: frozenset[str]) -> str | None:
    """The longest short name that a full path ends in; None where there is none. Either run may give the short one."""
    if not is_absolute(path):
        return None
    parts = path.split("/")[-_DEEPEST:]
    return next((name for at in range(len(parts) - 1) if (name := "/".join(parts[at:])) in short), None)


def _deed(turn: Turn, named: Callable[[ToolCall, tuple[int, int]], str]) -> _Deed:
    if not turn.calls:
        kind = turn.source if turn.source != "agent" else turn.kind
        return _Deed(turn.turn, kind, kind, turn.kind)
    targets = [named(call, (turn.turn, at)) for at, call in enumerate(turn.calls)]
    exactly = "\0".join(f"{call.kind}\1{call.tool}\1{target}" for call, target in zip(turn.calls, targets, strict=True))
    about = "\0".join(f"{call.kind}\1{target}" for call, target in zip(turn.calls, targets, strict=True))
    return _Deed(turn.turn, exactly, about, turn.kind)


def _instead(call: ToolCall) -> str:
    """What a call without a target is about; a submission is one whatever it says."""
    return "" if call.kind == "submit" else given(call.arguments)[:300]


def given(arguments: str) -> str:
    """Arguments without what only comments on them, in a fixed order; a command is its text, however it is called."""
    if not arguments.lstrip().startswith("{"):
        return arguments
    try:
        values = json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
    if not isinstance(values, dict):
        return arguments
    kept = {name: value for name, value in values.items() if name not in _ASIDE}
    only = next(iter(kept.values())) if len(kept) == 1 else None
    return only if isinstance(only, str) else json.dumps(kept, ensure_ascii=False, sort_keys=True)


def within(target: str, root: str | None) -> str:
    """A target without the folder that the run works in, and without doubled blanks."""
    if root and root != "/":
        target = target.replace(root.rstrip("/") + "/", "")
    return " ".join(target.split()).removeprefix("./")

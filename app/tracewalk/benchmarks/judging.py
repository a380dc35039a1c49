"""What a text states, against what really was: each statement at the step of the run of which it seems to speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracewalk.benchmarks.statements import Statement
from tracewalk.diff import output_equal
from tracewalk.frozen import frozen

__all__ = ["METHOD", "VERDICTS", "Judged", "Life", "against", "counts"]

METHOD = (
    "A heuristic: names and literals are read, not meaning. Each statement is looked for in all frames, from the step "
    "of the last one that was found on; values are equal by Python's ==."
)
VERDICTS = ("right", "earlier", "wrong", "unknown")
"""`unknown`: no variable of the run has that name, or its values were cut short."""
_SHOWN = 3


@frozen
class Life:
    """A value that a variable of one frame holds, from a step up to before another."""

    name: str
    frame_id: int
    value: str
    start: int
    stop: int
    cut: bool = False
    """The value is shortened, so that it cannot be compared."""


@frozen
class Judged:
    """A statement and its verdict, one of `VERDICTS`."""

    statement: Statement
    verdict: str
    step: int | None = None
    """Where it is so; of a wrong one, from where on it was looked for."""
    frame_id: int | None = None
    really: tuple[str, ...] = ()
    """Of a wrong one: what the variable holds from there on, the first few values."""


def against(statements: Iterable[Statement], lives: Iterable[Life]) -> list[Judged]:
    """The verdict on each statement, in order; `lives` are those of the variables that they name."""
    by_name: dict[str, list[Life]] = {}
    for life in sorted(lives, key=lambda life: (life.start, life.frame_id)):
        by_name.setdefault(life.name, []).append(life)
    judged: list[Judged] = []
    at = 0
    for statement in statements:
        one = _judge(statement, by_name.get(statement.name, ()), at, {})
        judged.append(one)
        if one.verdict == "right" and one.step is not None:
            at = one.step
    return judged


def _judge(statement: Statement, lives: Sequence[Life], at: int, known: dict[str, bool]) -> Judged:
    whole = [life for life in lives if not life.cut]
    same = [life for life in whole if _equal(life.value, statement.value, known)]
    if later := [life for life in same if life.stop > at]:
        first = min(later, key=lambda life: (max(life.start, at), -life.start))
        return Judged(statement, "right", max(first.start, at), first.frame_id)
    if same:
        return Judged(statement, "earlier", same[-1].start, same[-1].frame_id)
    if len(whole) < len(lives) or not lives:
        return Judged(statement, "unknown")
    coming = [life for life in whole if life.stop > at] or whole[-1:]
    values = tuple(dict.fromkeys(life.value for life in coming))[:_SHOWN]
    return Judged(statement, "wrong", max(coming[0].start, at), coming[0].frame_id, values)


def _equal(value: str, said: str, known: dict[str, bool]) -> bool:
    if value not in known:
        known[value] = _same(value, said)
    return known[value]


def _same(value: str, said: str) -> bool:
    """By Python's `==`, but a truth value is no number: whoever says `x is 1` does not mean True."""
    words = {"True", "False"}
    return output_equal(value, said) and (value in words) == (said in words)


def counts(judged: Iterable[Judged]) -> Mapping[str, int]:
    """How many of each verdict."""
    found = dict.fromkeys(VERDICTS, 0)
    for one in judged:
        found[one.verdict] += 1
    return found

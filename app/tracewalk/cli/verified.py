"""The figures of a verification as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.model import Check
    from tracewalk.verify import Group, Share, Verdicts

__all__ = ["show"]

_KS = (1, 2, 5, 10, 20, 50, 100)


def show(group: Group, checks: Sequence[Check]) -> Iterator[str]:
    """The figures of one group of checks."""
    from tracewalk.verify import figures_of

    found = figures_of(checks)
    by = f", written by {group.author}" if group.author else ""
    yield f"{group.problem_set}: {counted(found.tasks, 'problem')}, {counted(found.candidates, 'candidate')}{by}"
    if group.predicted_by != "answer":
        yield f"{counted(found.checks, 'check')}, predicted by {group.model} (mode {group.predicted_by})"
    for k in _KS:
        if k in found.pass_at:
            yield f"pass@{k}: {_rate(found.pass_at[k])}"
    if found.matches.whole:
        yield f"predictions that say what the run did: {_rate(found.matches)}"
    if found.chosen is not None and found.candidates > found.tasks:
        yield "pass@1 of one candidate, chosen"
        yield f"    by the model's own verdict: {_rate(found.chosen)}"
        yield f"    blindly: {_rate(found.random)}"
        yield f"    by who knows the truth: {_rate(found.oracle)}"
    if found.matches.whole:
        yield from _table("each test", found.of_checks)
        if found.candidates < found.checks:
            yield from _table("each candidate, on all its tests", found.of_candidates)


def _table(what: str, found: Verdicts) -> Iterator[str]:
    rows = [
        ("the model accepts", found.accepted_right, found.accepted_wrong),
        ("the model rejects", found.rejected_right, found.rejected_wrong),
        ("no verdict", found.silent_right, found.silent_wrong),
    ]
    if not any(right + wrong for _, right, wrong in rows):
        return
    yield f"{what:<34}{'really right':>14}{'really wrong':>14}"
    for name, right, wrong in rows:
        yield f"    {name:<30}{right:>14,}{wrong:>14,}"
    if found.false_accepts.whole:
        yield f"    false accepts, of what is wrong: {_rate(found.false_accepts)}"
    if found.trusted.whole:
        yield f"    right, of what is accepted: {_rate(found.trusted)}"


def _rate(share: Share) -> str:
    """`35.95 % (32.90-39.05)`: in brackets the 95 % interval over problems."""
    if share.rate is None:
        return "-"
    interval = "" if share.low is None else f" ({100 * share.low:.2f}-{100 * (share.high or 0):.2f})"
    return f"{100 * share.rate:.2f} %{interval}"

"""The figures of a verification: verdicts against the truth, pass@k, and what choosing by the own verdict is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tracewalk.diff import pass_at_k
from tracewalk.model import Check
from tracewalk.verify.intervals import Share, share

__all__ = ["Figures", "Group", "Verdicts", "figures_of", "groups_of"]

_KS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(slots=True)
class Verdicts:
    """The model's own verdict against the truth: a table of two by two, and what had no verdict."""

    accepted_right: int = 0
    accepted_wrong: int = 0
    rejected_right: int = 0
    rejected_wrong: int = 0
    silent_right: int = 0
    silent_wrong: int = 0
    false_accepts: Share = field(default_factory=lambda: Share(0, 0, 0))
    """Of what is wrong and has a verdict, the share that is accepted: what self-verification lets through."""
    false_rejects: Share = field(default_factory=lambda: Share(0, 0, 0))
    """Of what is right and has a verdict, the share that is rejected."""
    trusted: Share = field(default_factory=lambda: Share(0, 0, 0))
    """Of what is accepted, the share that is right."""


@dataclass(slots=True)
class Figures:
    """Of the checks of one author and one way of predicting."""

    tasks: int
    candidates: int
    checks: int
    matches: Share
    """Of predictions beside a run, those that say what it did."""
    of_checks: Verdicts
    of_candidates: Verdicts
    """A candidate is accepted where all its tests are, and right where it passes all that judge it."""
    pass_at: dict[int, Share]
    """By k: the chance that of k candidates one is right, as a mean over the tasks with that many."""
    random: Share
    """pass@1 of a candidate chosen blindly."""
    chosen: Share | None
    """pass@1 of the one that the model's own verdict chooses among the same; None where it has no verdict."""
    oracle: Share
    """pass@1 of the one that who knows the truth would choose."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    task: str
    right: bool | None
    accepted: bool | None
    score: float
    """The share of its tests that the model accepts."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whose checks they are."""

    problem_set: str
    author: str | None
    written: str | None
    model: str
    fingerprint: str
    predicted_by: str
    params: str


def groups_of(checks: Iterable[Check]) -> dict[Group, list[Check]]:
    """The checks by who wrote and who predicted, and how; within one of these they can be compared."""
    found: dict[Group, list[Check]] = {}
    for check in checks:
        found.setdefault(Group(*(getattr(check, name) for name in Group.__slots__)), []).append(check)
    return found


def figures_of(checks: Iterable[Check]) -> Figures:
    """The figures of checks that are of one author, one model and one way of asking."""
    given = sorted(checks, key=lambda check: (check.task_id, check.candidate, check.test))
    tasks = _by(given, lambda check: check.task_id)
    candidates = [[_candidate(some) for some in _by(task, lambda check: check.candidate)] for task in tasks]
    known = [[one for one in some if one.right is not None] for some in candidates]
    known = [some for some in known if some]
    spoken = any(one.accepted is not None for some in known for one in some)
    return Figures(
        tasks=len(tasks),
        candidates=sum(map(len, candidates)),
        checks=len(given),
        matches=share((sum(c.match is True for c in task), sum(c.match is not None for c in task)) for task in tasks),
        of_checks=_verdicts([[(c.accepts, c.true_pass) for c in task] for task in tasks]),
        of_candidates=_verdicts([[(one.accepted, one.right) for one in some] for some in known]),
        pass_at=_pass_at(known),
        random=share((_right(some) / len(some), 1) for some in known),
        chosen=share((_chosen(some), 1) for some in known) if spoken else None,
        oracle=share((float(_right(some) > 0), 1) for some in known),
    )


def _by(checks: Sequence[Check], key: Callable[[Check], object]) -> list[list[Check]]:
    return [list(some) for _, some in groupby(checks, key=key)]


def _candidate(checks: Sequence[Check]) -> _Candidate:
    """Its truth is told by the problem's own tests, where it has any; the model's verdict by those of the author.

    Of a given program whose output is asked for, the prediction itself is what is right or wrong; none is wrong.
    """
    first = checks[0]
    if first.candidate_origin == "bench" and all(check.input_origin == "bench" for check in checks):
        found = [check.match is True for check in checks if check.actual_outcome is not None]
        return _Candidate(first.task_id, all(found) if found else None, None, 0.0)
    bench = [check for check in checks if check.expected_origin == "bench"]
    own = [check for check in checks if check.expected_origin != "bench"]
    truth = [check.true_pass for check in bench or own if check.true_pass is not None]
    words = [check.accepts for check in own or bench]
    told = [word for word in words if word is not None]
    accepted = (all(words) if len(told) == len(words) else False if False in told else None) if told else None
    score = sum(told) / len(words) if words else 0.0
    return _Candidate(first.task_id, all(truth) if truth else None, accepted, score)


def _right(some: Sequence[_Candidate]) -> int:
    return sum(one.right is True for one in some)


def _chosen(some: Sequence[_Candidate]) -> float:
    """The chance that the best by the model's own verdict is right, where those that it finds alike are drawn from."""
    best = max(one.score for one in some)
    alike = [one for one in some if one.score == best]
    return _right(alike) / len(alike)


def _pass_at(known: Sequence[Sequence[_Candidate]]) -> dict[int, Share]:
    most = max(map(len, known), default=0)
    return {
        k: share((pass_at_k(len(some), _right(some), k), 1) for some in known if len(some) >= k)
        for k in _KS
        if k <= most
    }


_Pairs = Sequence[Sequence[tuple[bool | None, bool | None]]]
"""Of each task: pairs of verdict and truth."""


def _verdicts(tasks: _Pairs) -> Verdicts:
    pairs = [pair for task in tasks for pair in task]
    return Verdicts(
        accepted_right=pairs.count((True, True)),
        accepted_wrong=pairs.count((True, False)),
        rejected_right=pairs.count((False, True)),
        rejected_wrong=pairs.count((False, False)),
        silent_right=pairs.count((None, True)),
        silent_wrong=pairs.count((None, False)),
        false_accepts=_among(tasks, lambda word, truth: truth is False and word is not None, by_word=True),
        false_rejects=_among(tasks, lambda word, truth: truth is True and word is not None, by_word=False),
        trusted=share(
            (task.count((True, True)), task.count((True, True)) + task.count((True, False))) for task in tasks
        ),
    )


def _among(tasks: _Pairs, which: Callable[[bool | None, bool | None], bool], *, by_word: bool) -> Share:
    """Of the pairs that are meant, the share whose verdict is the given one."""
    meant = [[word for word, truth in task if which(word, truth)] for task in tasks]
    return share((words.count(by_word), len(words)) for words in meant)

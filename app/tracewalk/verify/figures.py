"""The figures of a verification: verdicts against the truth, pass@k, and what choosing by the own verdict is worth.

What counts as right, accepted and chosen is said once, in queries/schema/macros/candidates.sql; here it is added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import lru_cache

import duckdb
import numpy as np
import pyarrow as pa

from tracewalk.diff import pass_at_k
from tracewalk.frozen import frozen, names_of
from tracewalk.model import CHECKS, Check
from tracewalk.sql import statement
from tracewalk.verify.intervals import Counts, Share, shares

__all__ = ["Figures", "Group", "Verdicts", "figures_of", "figures_of_tasks", "groups_of", "judged", "tasks_of"]

_KS = (*range(1, 11), 20, 50, 100)
_NONE = Share(0, 0, 0)


@dataclass(slots=True)
class Verdicts:
    """The model's own verdict against the truth: a table of two by two, and what had no verdict."""

    accepted_right: int = 0
    accepted_wrong: int = 0
    rejected_right: int = 0
    rejected_wrong: int = 0
    silent_right: int = 0
    silent_wrong: int = 0
    false_accepts: Share = field(default=_NONE)
    """Of what is wrong and has a verdict, the share that is accepted: what self-verification lets through."""
    false_rejects: Share = field(default=_NONE)
    """Of what is right and has a verdict, the share that is rejected."""
    trusted: Share = field(default=_NONE)
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


@frozen
class Group:
    """Whose checks they are."""

    problem_set: str
    author: str | None
    written: str | None
    model: str
    fingerprint: str
    predicted_by: str
    params: str

    @classmethod
    def of(cls, check: Check) -> Group:
        """The group of one check."""
        return cls(*(getattr(check, name) for name in names_of(cls)))

    def parameters(self) -> dict[str, str | None]:
        """As queries/verified take them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def groups_of(checks: Iterable[Check]) -> dict[Group, list[Check]]:
    """The checks by who wrote and who predicted, and how; within one of these they can be compared."""
    found: dict[Group, list[Check]] = {}
    for check in checks:
        found.setdefault(Group.of(check), []).append(check)
    return found


def figures_of(checks: Iterable[Check]) -> Figures:
    """The figures of checks that are of one author, one model and one way of asking."""
    given = list(checks)
    groups = {Group.of(check) for check in given}
    assert len(groups) <= 1, "they cannot be compared"
    group = groups.pop() if groups else Group("", None, None, "", "", "", "")
    with duckdb.connect(":memory:") as connection:
        table = pa.Table.from_pylist([check.row() for check in given], schema=CHECKS)
        connection.from_arrow(table).create("checks")
        connection.execute(statement("schema/macros/candidates"))
        return figures_of_tasks(tasks_of(connection, judged(connection, group)))


def judged(cursor: duckdb.DuckDBPyConnection, group: Group) -> pa.Table:
    """The candidates of a group as they were judged, where `cursor` sees the checks."""
    return cursor.sql(statement("verified/candidates"), params=group.parameters()).to_arrow_table()


def tasks_of(cursor: duckdb.DuckDBPyConnection, candidates: pa.Table) -> pa.Table:
    """What these candidates come to, a row a task."""
    cursor.register("candidates", candidates)
    try:
        return cursor.sql(statement("verified/tasks")).to_arrow_table()
    finally:
        cursor.unregister("candidates")


def figures_of_tasks(tasks: pa.Table) -> Figures:
    """The figures of the rows of queries/verified/tasks.sql."""
    of = {
        name: tasks[name].to_numpy().astype(np.float64)
        for name, kind in zip(tasks.schema.names, tasks.schema.types, strict=True)
        if not pa.types.is_string(kind) and name != "tokens"
    }
    known = (of["known"] > 0).astype(np.float64)
    blindly = of["passing"] / np.maximum(of["known"], 1)
    pass_at = _pass_at(of["known"], of["passing"])
    wanted = [
        (of["matches"], of["matched"]),
        (blindly, known),
        (of["chosen"] * known, known),
        ((of["passing"] > 0).astype(np.float64), known),
        *_asked(of, "checks"),
        *_asked(of, "candidates"),
        *pass_at.values(),
    ]
    matches, random, chosen, oracle, *more = shares(wanted)
    return Figures(
        tasks=len(tasks),
        candidates=int(of["candidates"].sum()),
        checks=int(of["checks"].sum()),
        matches=matches,
        of_checks=_verdicts(of, "checks", more[:3]),
        of_candidates=_verdicts(of, "candidates", more[3:6]),
        pass_at=dict(zip(pass_at, more[6:], strict=True)),
        random=random,
        chosen=chosen if of["spoken"].any() else None,
        oracle=oracle,
    )


def _pass_at(n: Counts, c: Counts) -> dict[int, tuple[Counts, Counts]]:
    """By k: the unbiased estimate of each task, and whether the task has so many candidates."""
    estimate = lru_cache(None)(pass_at_k)
    found = {}
    for k in _KS:
        enough = n >= k
        if enough.any():
            each = [estimate(int(of), int(right), k) if so else 0.0 for of, right, so in zip(n, c, enough, strict=True)]
            found[k] = (np.array(each), enough.astype(np.float64))
    return found


def _asked(of: dict[str, Counts], what: str) -> list[tuple[Counts, Counts]]:
    """False accepts, false rejects, and what is right of what is accepted; parts and wholes by task."""
    wrong, right, trusted = (of[f"{what}_{name}"] for name in ("accepted_wrong", "rejected_right", "accepted_right"))
    return [
        (wrong, wrong + of[f"{what}_rejected_wrong"]),
        (right, right + trusted),
        (trusted, trusted + wrong),
    ]


def _verdicts(of: dict[str, Counts], what: str, rates: list[Share]) -> Verdicts:
    counts = {
        name: int(of[f"{what}_{name}"].sum())
        for name in (f"{word}_{truth}" for word in ("accepted", "rejected", "silent") for truth in ("right", "wrong"))
    }
    return Verdicts(**counts, false_accepts=rates[0], false_rejects=rates[1], trusted=rates[2])

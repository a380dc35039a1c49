"""Small checks and benchmark results made by hand: every column filled somewhere, and null somewhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from tests.lake.conftest import make_id, make_program

from tracewalk.lake import Lake
from tracewalk.model import Check, CheckIdentity, ProblemText, Result, ResultIdentity

__all__ = ["ask", "before_checks", "judge", "judged", "make_check", "make_result"]

_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def make_check(n: int, **columns: object) -> Check:
    """A check as the lake gives it back; the odd ones say little."""
    program = make_program(n // 2).program_id
    task, entered = f"task {n // 2}", f"{n}, 'é\U0001f40d'"
    bare = CheckIdentity(
        "p", task, n % 2, program, "f", entered, "model", None, None, None, None, "m-1", "return", "{}"
    )
    made = Check(
        bare.check_id, "p", task, n % 2, "human", None, n, program, "f", entered, "model", None, None, "return", "{}",
        "m", "m-1", _NOON,
    )  # fmt: skip
    if n % 2 == 0:
        made = replace(
            made,
            problem_set="p" if n % 4 else "q",
            author="writer",
            written='{"temperature":0.8}',
            expected="3",
            expected_origin="bench",
            predicted="3",
            prediction_id=make_id("prediction", n),
            actual="4",
            actual_outcome="returned",
            trace_id=make_id(n),
            match=False,
            rule="literal",
            accepts=True,
            true_pass=False,
            first_divergent_step=n,
            tokens=2**20,
            truncated=True,
        )
    return replace(made, **columns)  # type: ignore[arg-type]


def make_result(n: int, **columns: object) -> Result:
    """A result as the lake gives it back; the odd ones say little."""
    made = Result(
        ResultIdentity("s", None, f"task {n}", "m", "pass@1", None, "file").result_id,
        "s", None, f"task {n}", "m", "pass@1", n / 8, "file", _NOON,
    )  # fmt: skip
    if n % 2 == 0:
        made = replace(
            made,
            suite_version="v5",
            sample=0,
            n=10,
            passed=n,
            published=True,
            source_file="scores/é.json",
            check_id=make_id(n),
            answer="[3]",
            reasoning="x is now 3\nso \U0001f40d",
        )
    return replace(made, **columns)  # type: ignore[arg-type]


def ask(lake: Lake, numbers: Iterable[int]) -> None:
    """Publishes what one problem says a number."""
    with lake.writer() as writer:
        for n in numbers:
            writer.add_problem(ProblemText("p", f"task {n}", "f", f"Write é {n}.", _NOON))


def judge(lake: Lake, numbers: Iterable[int], *, inbox: bool = False) -> None:
    """Publishes one check and one result a number."""
    with lake.writer(inbox=inbox) as writer:
        for n in numbers:
            writer.add_check(make_check(n))
            writer.add_result(make_result(n))


def judged(lake: Lake) -> tuple[list[Check], list[Result]]:
    """All checks and results by the views, each in order of its number."""
    checks = lake.cursor().sql("FROM checks ORDER BY test").to_arrow_table().to_pylist()
    results = lake.cursor().sql("FROM results ORDER BY value").to_arrow_table().to_pylist()
    return [Check(**row) for row in checks], [Result(**row) for row in results]


def before_checks(lake: Lake) -> None:
    """Makes the catalog one from before checks and results."""
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        for table in ("checks", "results", "problems"):
            connection.execute(f"DROP TABLE {table}")
    for table in ("checks", "results", "problems"):
        (lake.path / table).rmdir()

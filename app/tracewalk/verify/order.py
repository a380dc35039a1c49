"""What is to be verified, read from files: the problems, and what somebody wrote for them."""

from __future__ import annotations

from pathlib import Path

from tracewalk.errors import NotFound, UsageError
from tracewalk.frozen import frozen
from tracewalk.verify.author import Author, ByFile, ByReference
from tracewalk.verify.candidates import Asked, asked_for, wanting_inputs
from tracewalk.verify.problem import Problem
from tracewalk.verify.problems import read_problems
from tracewalk.verify.solutions import Solutions, read_solutions

__all__ = ["Order", "read_order"]


@frozen
class Order:
    """The problems, and who writes for them."""

    name: str
    """Of the problem set, as it is kept."""
    format: str
    asked: Asked
    """What is written."""
    problems: list[Problem]
    author: Author | None
    """None: a model must write."""
    written_by: str | None
    """The one author of the file, where it says or somebody said who that is."""
    faults: list[str]
    """One line for each row that is left out."""

    @property
    def predicts(self) -> bool:
        """Somebody is to predict; else the outputs of the file are predictions themselves."""
        return self.asked != "output"


def read_order(
    problems: Path,
    solutions: Path | None,
    *,
    most: int,
    author: str | None = None,
    reference: bool = False,
    inputs: bool = False,
    candidates: int | None = None,
    limit: int | None = None,
    name: str | None = None,
) -> Order:
    """Reads both files. `most`: bytes of a row; `candidates`: at most so many of a file for each problem.

    `inputs`: of given programs an input is to be found, which a file of inputs says by itself. `reference`: candidates
    are the benchmark's own solutions. Raises `NotFound`; `UsageError` where the files cannot be read, or don't fit.
    """
    if reference and solutions is not None:
        raise UsageError("--reference takes the benchmark's own solutions, and --solutions a file: give one of both")
    found = read_problems(problems, most)
    some = found.problems[:limit]
    given = read_solutions(solutions, most, model=author) if solutions is not None else None
    if given is not None:
        some = _solved(some, given, problems, solutions)
    asked: Asked = asked_for(some, given.of) if given is not None else "program"
    if inputs or asked == "input":
        asked, some = "input", [wanting_inputs(problem) for problem in some]
        if not all(problem.wanted for problem in some):
            raise UsageError(f"{problems.name}: inputs can be found only where a program and its output are given")
    writer = _author(some, given, asked, candidates, reference=reference)
    called = name or (f"{problems.stem}-input" if asked == "input" else problems.stem)
    faults = found.faults + (given.faults if given is not None else [])
    return Order(called, found.format, asked, some, writer, author or _only_author(given), faults)


def _solved(some: list[Problem], given: Solutions, problems: Path, solutions: Path | None) -> list[Problem]:
    """The problems that the file has something of."""
    left = [problem for problem in some if problem.task_id in given.of]
    if not left:
        theirs, ours = next(iter(given.of)), some[0].task_id
        raise NotFound(
            f"{solutions} has nothing of the problems of {problems}: its first task is {theirs[:60]!r}, and the first "
            f"problem is {ours[:60]!r}"
        )
    return left


def _author(
    some: list[Problem], given: Solutions | None, asked: Asked, candidates: int | None, *, reference: bool
) -> Author | None:
    if given is not None:
        return ByFile(given.of, asked, candidates)
    if asked == "program" and all(problem.code is not None for problem in some):
        return ByReference()
    if not reference:
        return None
    if asked == "input" or not all(problem.code or problem.reference for problem in some):
        raise UsageError("--reference: the benchmark has no solutions of its own for these problems")
    return ByReference()


def _only_author(given: Solutions | None) -> str | None:
    names = {name for one in given.of.values() for name in one.models} if given is not None else set()
    return next(iter(names)) if len(names) == 1 else None

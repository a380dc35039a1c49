"""The nouns of the loop: a problem, a test, a candidate that is to solve it."""

from __future__ import annotations

from tracewalk.frozen import frozen

__all__ = ["Candidate", "Problem", "Test", "Written"]


@frozen
class Test:
    """A call with what it should give."""

    __test__ = False  # pytest takes the name for its own

    input: str
    """The arguments, as in the call."""
    expected: str | None = None
    """A literal; or a condition on what the call returns, which is `_` there; None: nobody says."""
    input_origin: str = "bench"
    """One of `CHECK_ORIGINS`."""
    expected_origin: str | None = "bench"
    entry: str | None = None
    """Called instead of the problem's own entry."""
    code: str = ""
    """What stands behind the candidate's program, as the call needs it."""
    fault: str | None = None
    """Why it cannot be run: it is kept as it was written."""


@frozen
class Problem:
    """What is to be solved: a program that does what a text says, or the input or output of a given program."""

    task_id: str
    entry: str
    """The function that tests call."""
    text: str = ""
    """What the program is to do, for whoever writes one; often the head of the function with its docstring."""
    tests: tuple[Test, ...] = ()
    """The problem's own, which no author sees."""
    code: str | None = None
    """The given program, where only its input or output is asked for."""
    reference: str | None = None
    """A program that solves it, of the benchmark's own."""
    wanted: str | None = None
    """What the given program is to return: then an input is asked for."""


@frozen
class Candidate:
    """A program, and what its author says that it gives."""

    number: int
    """From 0, within its problem."""
    code: str
    origin: str
    """One of `CHECK_ORIGINS`: who wrote it."""
    author: str | None = None
    """The model that wrote it, or an input or output for it."""
    tests: tuple[Test, ...] = ()
    """Those of its author."""
    answer: str | None = None
    """What its author says that the given program returns."""


@frozen
class Written:
    """What an author wrote for one problem."""

    candidates: tuple[Candidate, ...]
    written: str | None = None
    """How the author was asked, as canonical JSON; None where nobody was."""
    faults: tuple[str, ...] = ()
    """What could not be read."""

"""What the lake has of a problem set: its checks, and what a model wrote for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracewalk.model import Check
from tracewalk.verify.asserts import is_condition
from tracewalk.verify.author import Kept
from tracewalk.verify.candidates import input_of
from tracewalk.verify.formats import fault_of
from tracewalk.verify.problem import Problem, Test
from tracewalk.verify.texts import is_arguments

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["kept_checks", "kept_writing"]


def kept_checks(lake: Lake, name: str) -> list[Check]:
    """The checks of a problem set, in order of task, candidate and test."""
    return [Check(**row) for row in lake.query("verify/checks_of", {"problem_set": name}).to_pylist()]


def kept_writing(lake: Lake, name: str, written: str, problems: Iterable[Problem]) -> dict[str, Kept]:
    """What was written for each of the problems when a model was asked just so: it need not be asked again."""
    rows: dict[str, list[Check]] = {}
    for check in kept_checks(lake, name):
        if check.written == written:
            rows.setdefault(check.task_id, []).append(check)
    return {problem.task_id: _kept(lake, problem, rows.get(problem.task_id, ())) for problem in problems}


def _kept(lake: Lake, problem: Problem, checks: Iterable[Check]) -> Kept:
    programs: dict[int, str] = {}
    inputs: dict[int, Test] = {}
    tests: dict[int, Test] = {}
    for check in checks:
        if check.candidate_origin == "model":
            programs.setdefault(check.candidate, check.program_id)
            if check.input_origin == "model":
                tests.setdefault(check.test, _test(problem, check))
        elif check.input_origin == "model":
            inputs.setdefault(check.candidate, _input(problem, check))
    codes = {number: lake.program(program_id).text for number, program_id in sorted(programs.items())}
    return Kept(codes, inputs, tuple(test for _, test in sorted(tests.items())))


def _test(problem: Problem, check: Check) -> Test:
    entry = None if check.entry == problem.entry else check.entry
    expected = check.expected or ""
    fault = None if is_condition(expected) else fault_of(check.input, check.expected)
    return Test(check.input, check.expected, check.input_origin, check.expected_origin, entry, fault=fault)


def _input(problem: Problem, check: Check) -> Test:
    if is_arguments(check.input):
        return Test(check.input, problem.wanted, check.input_origin, "bench")
    return input_of(problem, check.input, check.input_origin)

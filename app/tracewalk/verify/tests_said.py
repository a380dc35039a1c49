"""The tests in a model's answer: JSON as it was asked for, or assertions, which models write as readily."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tracewalk.errors import RowError
from tracewalk.verify.asserts import asserted
from tracewalk.verify.formats import tests_of
from tracewalk.verify.problem import Problem, Test
from tracewalk.verify.texts import arguments_of

__all__ = ["tests_in"]

_OBJECT = re.compile(r"[{\[]")
_TRIES = 50
"""Brackets at which JSON may begin."""
_ASSERTION = re.compile(r"^\s*assert\b.*$", re.MULTILINE)


def tests_in(problem: Problem, answer: str, most: int) -> list[Test]:
    """At most so many tests, each input once; one that cannot be run says why. None where there are none."""
    found = next((tests for tests in _json(answer) if tests), None)
    if found is None:
        found = list(_assertions(problem, answer))
    tests: dict[tuple[str, str | None], Test] = {}
    for test in found:
        tests.setdefault((test.input, test.expected), _bare(problem, test))
    return list(tests.values())[:most]


def _json(answer: str) -> Iterator[list[Test]]:
    decoder = json.JSONDecoder()
    for at in [found.start() for found in _OBJECT.finditer(answer)][:_TRIES]:
        try:
            given, _ = decoder.raw_decode(answer, at)
        except (ValueError, RecursionError):
            continue
        yield _read(given)


def _read(given: Any) -> list[Test]:
    try:
        return tests_of(given.get("tests") if isinstance(given, dict) else given, "model")
    except RowError:
        return []


def _assertions(problem: Problem, answer: str) -> Iterator[Test]:
    for line in _ASSERTION.findall(answer):
        for test in asserted(line.strip(), problem.entry) or ():
            yield Test(test.input, test.expected, "model", "model", test.entry)


def _bare(problem: Problem, test: Test) -> Test:
    """Some write the whole call where the arguments were asked for."""
    arguments = arguments_of(test.input, problem.entry)
    if arguments is None or test.entry is not None:
        return test
    return Test(arguments, test.expected, test.input_origin, test.expected_origin, fault=test.fault)

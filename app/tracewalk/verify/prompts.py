"""What a chat model is asked to write: a program, tests, or an input; version 1, whose every word is here."""

from __future__ import annotations

from typing import Any

from tracewalk.verify.problem import Problem

__all__ = ["PROMPT_VERSION", "TESTS_SCHEMA", "for_input", "for_program", "for_tests"]

PROMPT_VERSION = 1
"""Raised when a model would be asked the same in other words."""

Messages = list[tuple[str, str]]

_PROGRAM = """\
You write Python. Your answer is one code block with the whole program, and nothing else."""

_TESTS = """\
You write tests of a Python function from its description. Nothing can be run: work out by yourself what each call
should give. Your answer is JSON and nothing else:
{"tests": [{"input": "the arguments, as between the brackets of the call", "output": "the literal that it gives"}]}
Both are Python, written as text: {"input": "[3, 1], True", "output": "'ab'"}."""

_INPUT = """\
You are shown a Python function and a value. Find arguments with which the function returns just this value; any will
do. Think as long as you like, then write the call between these marks and nothing behind them:
[ANSWER]f(...)[/ANSWER]"""

TESTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tests"],
    "properties": {
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["input", "output"],
                "properties": {"input": {"type": "string"}, "output": {"type": "string"}},
            },
        }
    },
}
"""Of the answer about tests."""


def for_program(problem: Problem) -> Messages:
    """Asks for a program that solves the problem."""
    return [("system", _PROGRAM), ("user", f"{problem.text}\n\nThe function must be called `{problem.entry}`.")]


def for_tests(problem: Problem, number: int) -> Messages:
    """Asks for so many tests."""
    what = f"{problem.text}\n\nWrite {number} tests of `{problem.entry}`, as different from each other as you can."
    return [("system", _TESTS), ("user", what)]


def for_input(problem: Problem) -> Messages:
    """Asks for the arguments with which the given program returns what is wanted."""
    what = f"```python\n{problem.code}\n```\n\n{problem.entry}(...) should return {problem.wanted}"
    return [("system", _INPUT.replace("f(...)", f"{problem.entry}(...)")), ("user", what)]

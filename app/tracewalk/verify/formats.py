"""The formats of problem sets, each found by what its rows hold.

| format | a row has |
|---|---|
| Tracewalk | `task_id`, `prompt`, `entry_point`, `tests`: a list of `{"input": ..., "output": ...}` |
| CRUXEval | `id`, `code` (of a function `f`), `input`, `output` |
| LiveCodeBench execution | `id`, `function_name`, `code`, `input` (the whole call), `output` |
| HumanEval | `task_id`, `prompt`, `entry_point`, `test` (`def check(candidate): ...`), `canonical_solution` |
| MBPP | `task_id`, `text` or `prompt`, `code`, `test_list` (assertions), `test_setup_code` or `test_imports` |
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from typing import Any

from tracewalk.errors import RowError
from tracewalk.frozen import frozen
from tracewalk.verify.asserts import asserted, called_in, checked_by
from tracewalk.verify.imports import with_imports
from tracewalk.verify.problem import Problem, Test
from tracewalk.verify.texts import arguments_of, defines, is_arguments, is_literal, parsed

__all__ = ["FORMATS", "Format", "fault_of", "tests_of"]

Row = Mapping[str, Any]


@frozen
class Format:
    """One format of rows."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    """A row has one of each of these fields."""
    read: Callable[[str, Row], Problem]
    """Of the task's id and the row. Raises `RowError`, which says what is off."""

    def fits(self, row: Row) -> bool:
        """Whether a row is one of these."""
        return all(any(name in row for name in names) for names in self.needs)

    def has(self, row: Row) -> float:
        """The share of what it needs that a row has."""
        return sum(any(name in row for name in names) for names in self.needs) / len(self.needs)

    @property
    def fields(self) -> str:
        """What a row has, for people."""
        return ", ".join("/".join(names) for names in self.needs)


def tests_of(given: object, origin: str) -> list[Test]:
    """Tests as `[{"input": ..., "output": ...}]`; a text of them stays, anything else is written as Python does.

    Raises `RowError`.
    """
    if not isinstance(given, list):
        raise RowError(f"tests are of type {type(given).__name__}, not a list of objects with input and output")
    found = []
    for number, test in enumerate(given):
        if not isinstance(test, dict) or not isinstance(test.get("input"), str):
            raise RowError(f'test {number} is not {{"input": the arguments as text, "output": a literal}}')
        output = test.get("output")
        expected = output if isinstance(output, str | None) else repr(output)
        found.append(_test(test["input"], expected, origin))
    return found


def _test(text: str, expected: str | None, origin: str) -> Test:
    return Test(text, expected, origin, None if expected is None else origin, fault=fault_of(text, expected))


def fault_of(text: str, expected: str | None) -> str | None:
    """Why a test of that input and output cannot be run; None where it can."""
    if not is_arguments(text):
        return "its input is not what can stand between the brackets of a call"
    return None if expected is None or is_literal(expected) else "its output is no literal"


def _own(task_id: str, row: Row) -> Problem:
    tests = tests_of(row["tests"], "bench")
    if wrong := next((test for test in tests if test.fault), None):
        raise RowError(f"the test of {wrong.input[:60]!r}: {wrong.fault}")
    return Problem(task_id, _text(row, "entry_point"), _text(row, "prompt"), tuple(tests))


def _cruxeval(task_id: str, row: Row) -> Problem:
    return _given(task_id, row, "f", _text(row, "input"), _text(row, "code"))


def _livecodebench(task_id: str, row: Row) -> Problem:
    entry, call = _text(row, "function_name"), _text(row, "input")
    arguments = arguments_of(call, entry)
    if arguments is None:
        raise RowError(f"its input {call[:60]!r} is no call of {entry}")
    return _given(task_id, row, entry, arguments, with_imports(_text(row, "code")))


def _given(task_id: str, row: Row, entry: str, arguments: str, code: str) -> Problem:
    if not is_arguments(arguments):
        raise RowError(f"its input {arguments[:60]!r} is not what can stand between the brackets of a call")
    return Problem(task_id, entry, code=code, tests=(Test(arguments, _text(row, "output")),))


def _human_eval(task_id: str, row: Row) -> Problem:
    entry, prompt = _text(row, "entry_point"), _text(row, "prompt")
    solution = row.get("canonical_solution")
    reference = prompt + solution if isinstance(solution, str) else None
    return Problem(task_id, entry, prompt, tuple(checked_by(_text(row, "test"), entry)), reference=reference)


def _mbpp(task_id: str, row: Row) -> Problem:
    lines = row["test_list"]
    if not isinstance(lines, list) or not lines or not all(isinstance(line, str) for line in lines):
        raise RowError("its test_list is not a list of assertions")
    reference = row["code"] if isinstance(row.get("code"), str) else None
    entry = called_in(lines, _functions(reference or "") or _called(lines))
    if entry is None:
        raise RowError("its assertions call no function that its code has")
    setup = row.get("test_imports") or row.get("test_setup_code") or ""
    code = "\n".join(map(str, setup)) if isinstance(setup, list) else str(setup)
    tests: list[Test] = []
    for line in lines:
        found = asserted(line, entry)
        if found is None:
            raise RowError(f"its test {line[:60]!r} is no assertion")
        tests += [Test(test.input, test.expected, entry=test.entry, code=code) for test in found]
    told = _text(row, "text" if "text" in row else "prompt")
    text = f"{told}\n\nThe function is called `{entry}`, as in `{_call(lines[0])}`."
    return Problem(task_id, entry, text, tuple(tests), reference=reference)


def _call(line: str) -> str:
    """The assertion without what should come: an author is told the name and the kind of arguments."""
    return line.removeprefix("assert").partition("==")[0].strip()


def _functions(code: str) -> frozenset[str]:
    tree = parsed(code)
    body = tree.body if tree is not None else []
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef) and defines(code, node.name))


def _called(lines: list[str]) -> frozenset[str]:
    """The names of all calls but Python's own, where there is no code to tell which is the entry."""
    trees = (tree for tree in map(parsed, lines) if tree is not None)
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return frozenset(call.func.id for call in calls if isinstance(call.func, ast.Name)) - set(dir(builtins))


def _text(row: Row, name: str) -> str:
    if not isinstance(row.get(name), str):
        what = f"has {name} of type {type(row[name]).__name__}" if name in row else f"has no {name}"
        raise RowError(f"{what}; it must be text")
    text: str = row[name]
    return text


FORMATS = (
    Format("Tracewalk", (("prompt",), ("entry_point",), ("tests",)), _own),
    Format("LiveCodeBench execution", (("function_name",), ("code",), ("input",), ("output",)), _livecodebench),
    Format("CRUXEval", (("code",), ("input",), ("output",)), _cruxeval),
    Format("HumanEval", (("prompt",), ("entry_point",), ("test",)), _human_eval),
    Format("MBPP", (("text", "prompt"), ("test_list",)), _mbpp),
)
"""In the order in which they are tried."""

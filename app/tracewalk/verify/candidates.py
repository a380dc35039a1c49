"""What authors wrote, as candidates: a program with the problem's head, an input or an output of a given program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from tracewalk.verify.problem import Candidate, Problem, Test, Written
from tracewalk.verify.solutions import Given
from tracewalk.verify.texts import arguments_of, defines, parsed

__all__ = ["Asked", "asked_for", "by_reference", "input_of", "program_of", "wanting_inputs", "written_by"]

Asked = Literal["program", "input", "output"]
"""What an author wrote."""

_FENCE = re.compile(r"```[ \t]*(?:python3?|py)?[ \t]*\r?\n(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_TAGGED = re.compile(r"\[ANSWER\](.*?)(?:\[/ANSWER\]|\Z)", re.DOTALL)


def asked_for(problems: Iterable[Problem], of: Mapping[str, Given]) -> Asked:
    """What the texts of a file are, as seen by the problems that they are for.

    Of given programs inputs and outputs can be meant: it is inputs where most texts call the program.
    """
    given = [problem for problem in problems if problem.code is not None and problem.task_id in of]
    if not given:
        return "program"
    texts = [(problem, text) for problem in given for text in of[problem.task_id].texts]
    calls = sum(f"{problem.entry}(" in text for problem, text in texts)
    return "input" if 2 * calls > len(texts) else "output"


def wanting_inputs(problem: Problem) -> Problem:
    """The problem turned round: for its output an input is to be found. What has no output stays as it is."""
    test = problem.tests[0] if problem.tests else None
    if problem.code is None or test is None or test.expected is None:
        return problem
    return replace(problem, wanted=test.expected, tests=())


def written_by(problem: Problem, given: Given, asked: Asked) -> Written:
    """The candidates of one problem, of the texts that a file has."""
    origins = ["model" if model else "human" for model in given.models]
    made: list[Candidate] = []
    for number, (text, model, origin) in enumerate(zip(given.texts, given.models, origins, strict=True)):
        if asked == "program":
            code = program_of(problem, text)
            made.append(Candidate(number, code, origin, model, tuple(given.tests)))
        elif asked == "input":
            test = input_of(problem, text, origin)
            made.append(Candidate(number, problem.code or "", "bench", model, (test,)))
        else:
            made.append(Candidate(number, problem.code or "", "bench", model, answer=text))
    return Written(tuple(made))


def by_reference(problem: Problem) -> Written:
    """The given program, or the benchmark's own solution, as the only candidate; none where it has none."""
    code = problem.code if problem.code is not None else problem.reference
    return Written(() if code is None else (Candidate(0, code, "bench"),))


def program_of(problem: Problem, text: str) -> str:
    """The program in an answer: the code between fences that has the entry, else the text itself.

    A text that has no entry of its own goes on where the problem's head ends, as a completion of HumanEval does.
    """
    fenced = [found[1] for found in _FENCE.finditer(text)]
    whole = next((part for part in reversed(fenced) if defines(part, problem.entry)), None)
    if whole is None:
        whole = fenced[-1] if fenced else text
    head = problem.text
    if not defines(f"{head}\n    pass\n", problem.entry):
        return whole
    if defines(whole, problem.entry):
        return _with_imports_of(head, whole)
    return head + whole


def _with_imports_of(head: str, code: str) -> str:
    """A whole program, with the imports and helpers that stand before the entry in the problem's head."""
    tree = parsed(f"{head}\n    pass\n")
    mine = {line.strip() for line in code.splitlines()}
    before = [node for node in tree.body[:-1] if not _is_text(node)] if tree is not None else []
    missing = [text for node in before if (text := ast.unparse(node)).partition("\n")[0] not in mine]
    return "\n".join([*missing, "", code]) if missing else code


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def input_of(problem: Problem, text: str, origin: str) -> Test:
    """The input in an answer: the arguments of the call of the program in it; at fault where there is none."""
    tagged = _TAGGED.search(text)
    inner = (tagged[1] if tagged else text).strip()
    fenced = _FENCE.search(inner)
    inner = (fenced[1] if fenced else inner).strip()
    call = inner.removeprefix("assert ").partition("==")[0].strip() if inner.startswith("assert ") else inner
    arguments = arguments_of(call, problem.entry)
    if arguments is None and inner != call:
        arguments = arguments_of(inner.removeprefix("assert ").rpartition("==")[2], problem.entry)
    if arguments is None:
        why = f"the answer is no call of {problem.entry} that Python can read"
        return Test(text, problem.wanted, origin, "bench", fault=why)
    return Test(arguments, problem.wanted, origin, "bench")

"""What authors wrote: read from files of several kinds, and made into candidates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.verify.files import CRUXEVAL, HUMAN_EVAL, MBPP, OWN, write

from tracewalk.errors import NotFound, UsageError
from tracewalk.verify import Problem, Test, asked_for, read_problems, read_solutions, wanting_inputs
from tracewalk.verify.author import ByFile, ByReference
from tracewalk.verify.candidates import input_of, program_of, written_by
from tracewalk.verify.order import read_order

MOST = 1_000_000


def problem(row: dict[str, Any], tmp_path: Path) -> Problem:
    return read_problems(write(tmp_path / "problems.jsonl", [row]), MOST).problems[0]


def test_rows_of_programs_with_tests(tmp_path: Path) -> None:
    rows = [
        {"task_id": "add", "solutions": ["a", "b"], "tests": [{"input": "1, 1", "output": "2"}], "model": "m"},
        {"task_id": "add", "solution": "c", "tests": [{"input": "1, 1", "output": "2"}, {"input": "0, 1"}]},
        {"id": 7, "completion": "d"},
    ]
    found = read_solutions(write(tmp_path / "s.jsonl", rows), MOST)
    assert found.faults == []
    add = found.of["add"]
    assert (add.texts, add.models) == (["a", "b", "c"], ["m", "m", None])
    assert add.tests == [
        Test("1, 1", "2", "model", "model"),
        Test("1, 1", "2", "human", "human"),
        Test("0, 1", None, "human", None),
    ]
    assert found.of["7"].texts == ["d"]
    told = read_solutions(tmp_path / "s.jsonl", MOST, model="gpt")
    assert told.of["add"].models == ["m", "m", "gpt"]
    assert told.of["add"].tests[1] == Test("0, 1", None, "model", None)


@pytest.mark.parametrize("within", [False, True])
def test_generations(within: bool, tmp_path: Path) -> None:
    given = {"sample_0": ["f(1)", "f(2)"], "sample_1": "no list"}
    (tmp_path / "g.json").write_text(json.dumps({"raw_generations": given, "pass_at_1": 0.5} if within else given))
    found = read_solutions(tmp_path / "g.json", MOST, model="m")
    assert (found.of["sample_0"].texts, found.of["sample_0"].models) == (["f(1)", "f(2)"], ["m", "m"])
    assert found.faults == ["g.json, 'sample_1': not a list of texts"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"task_id": "a"}', "has none of solution, solutions, completion"),
        ('{"solution": "a"}', "is a JSON object, but none of task id"),
        ('{"task_id": "a", "solution": 1}', "its solution is neither a text nor a list of texts"),
        ('{"task_id": "a", "solution": "x", "tests": [1]}', "test 0 is not"),
        ("[]", "holds no solution. It is empty."),
        ("nonsense", "no JSON"),
    ],
)
def test_a_file_that_holds_no_solutions(content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "s").write_text(content)
    with pytest.raises(UsageError) as refused:
        read_solutions(tmp_path / "s", MOST)
    assert words in str(refused.value)
    with pytest.raises(NotFound):
        read_solutions(tmp_path / "none", MOST)


def test_what_is_written_is_seen_by_the_problems(tmp_path: Path) -> None:
    crux, own = problem(CRUXEVAL, tmp_path), problem(OWN, tmp_path)
    for texts, asked in ((["f('a', 2)", "f(", "x"], "input"), (["'abab'", "f(1)", "2"], "output")):
        (tmp_path / "g.json").write_text(json.dumps({"sample_0": texts}))
        assert asked_for([crux], read_solutions(tmp_path / "g.json", MOST).of) == asked
    (tmp_path / "g.json").write_text(json.dumps({"add": ["f(1)"]}))
    assert asked_for([own], read_solutions(tmp_path / "g.json", MOST).of) == "program"


HEAD = HUMAN_EVAL["prompt"]
WHOLE = "def double(xs):\n    return xs + xs"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("    return xs\n", f"{HEAD}    return xs\n"),
        (WHOLE, f"from typing import List\n\n{WHOLE}"),
        (f"Here:\n```python\n{WHOLE}\n```\nand so:\n```\nprint(1)\n```", f"from typing import List\n\n{WHOLE}\n"),
        (f"from typing import List\n{WHOLE}", f"from typing import List\n{WHOLE}"),
        ("```py\n    return xs\n```", f"{HEAD}    return xs\n"),
        ("I cannot.", f"{HEAD}I cannot."),
    ],
)
def test_a_program_in_an_answer_to_human_eval(answer: str, code: str, tmp_path: Path) -> None:
    assert program_of(problem(HUMAN_EVAL, tmp_path), answer) == code


def test_a_program_in_an_answer_to_a_description(tmp_path: Path) -> None:
    told = problem(MBPP, tmp_path)
    assert program_of(told, "Sure!\n```python\nx = 1\n```\n```python\ndef shared(a, b): ...\n```") == (
        "def shared(a, b): ...\n"
    )
    assert program_of(told, "no code") == "no code"


@pytest.mark.parametrize(
    ("answer", "arguments"),
    [
        ("f('ab', 2)", "'ab', 2"),
        (" thinking [ANSWER]f('ab', b=2)[/ANSWER] done", "'ab', b=2"),
        ("[ANSWER]\nassert f('ab', 2) == 'abab'\n[/ANSWER]", "'ab', 2"),
        ("assert 'abab' == f('ab', 2)", "'ab', 2"),
        ("```python\nf('ab', 2)\n```", "'ab', 2"),
    ],
)
def test_an_input_in_an_answer(answer: str, arguments: str, tmp_path: Path) -> None:
    turned = wanting_inputs(problem(CRUXEVAL, tmp_path))
    assert (turned.tests, turned.wanted) == ((), "'abab'")
    assert input_of(turned, answer, "model") == Test(arguments, "'abab'", "model", "bench")


@pytest.mark.parametrize("answer", ["f('ab", "g(1)", "", "f(1) or f(2)", "f(" * 500])
def test_an_answer_without_an_input_is_kept_as_it_is(answer: str, tmp_path: Path) -> None:
    test = input_of(wanting_inputs(problem(CRUXEVAL, tmp_path)), answer, "model")
    assert (test.input, test.fault) == (answer, "the answer is no call of f that Python can read")


def test_candidates_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(json.dumps({"sample_0": ["f('ab', 2)", "oh"]}))
    given = read_solutions(tmp_path / "g.json", MOST, model="m").of["sample_0"]
    crux = problem(CRUXEVAL, tmp_path)
    first, second = written_by(wanting_inputs(crux), given, "input").candidates
    assert (first.number, first.code, first.origin, first.author) == (0, crux.code, "bench", "m")
    assert first.tests == (Test("'ab', 2", "'abab'", "model", "bench"),)
    assert second.tests[0].fault
    stated = written_by(crux, given, "output").candidates
    assert [(one.answer, one.tests) for one in stated] == [("f('ab', 2)", ()), ("oh", ())]


def test_an_order_of_files(tmp_path: Path) -> None:
    path = write(tmp_path / "crux.jsonl", [CRUXEVAL, CRUXEVAL | {"id": "b"}, CRUXEVAL | {"id": "c"}])
    (tmp_path / "g.json").write_text(json.dumps({"c": ["f('ab', 2)"], "sample_0": ["f(1)"], "x": ["f(1)"]}))
    order = read_order(path, tmp_path / "g.json", most=MOST, author="m")
    assert (order.name, order.format, order.asked, order.written_by) == ("crux-input", "CRUXEval", "input", "m")
    assert [one.task_id for one in order.problems] == ["sample_0", "c"]
    assert isinstance(order.author, ByFile)
    order = read_order(path, None, most=MOST, limit=2, name="mine")
    assert (order.name, order.asked, len(order.problems)) == ("mine", "program", 2)
    assert isinstance(order.author, ByReference)
    order = read_order(path, None, most=MOST, inputs=True)
    assert (order.name, order.asked, order.author) == ("crux-input", "input", None)


def test_an_order_of_what_has_its_own_solutions_or_none(tmp_path: Path) -> None:
    path = write(tmp_path / "h.jsonl", [HUMAN_EVAL])
    assert read_order(path, None, most=MOST).author is None
    assert isinstance(read_order(path, None, most=MOST, reference=True).author, ByReference)
    with pytest.raises(UsageError, match="inputs can be found only where a program and its output are given"):
        read_order(path, None, most=MOST, inputs=True)
    own = write(tmp_path / "own.jsonl", [OWN])
    with pytest.raises(UsageError, match="has no solutions of its own"):
        read_order(own, None, most=MOST, reference=True)
    solutions = write(tmp_path / "s.jsonl", [{"task_id": "other", "solution": "x"}])
    with pytest.raises(NotFound, match="its first task is 'other', and the first problem is 'add'"):
        read_order(own, solutions, most=MOST)
    with pytest.raises(UsageError, match="give one of both"):
        read_order(own, solutions, most=MOST, reference=True)

"""Problem sets: each format found by content, what is no format refused by name, bad rows named one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.verify.files import CRUXEVAL, HUMAN_EVAL, LIVE, MBPP, OWN, write

from tracewalk.errors import NotFound, UsageError
from tracewalk.verify import Problem, Test, read_problems

MOST = 1_000_000


def one(row: dict[str, Any], tmp_path: Path, form: str) -> Problem:
    found = read_problems(write(tmp_path / "x.jsonl", [row]), MOST)
    assert (found.format, found.faults) == (form, [])
    (problem,) = found.problems
    return problem


def test_cruxeval(tmp_path: Path) -> None:
    problem = one(CRUXEVAL, tmp_path, "CRUXEval")
    assert (problem.task_id, problem.entry, problem.code) == ("sample_0", "f", CRUXEVAL["code"])
    assert problem.tests == (Test("'ab', 2", "'abab'"),)


def test_livecodebench_has_the_whole_call_and_takes_imports_for_granted(tmp_path: Path) -> None:
    problem = one(LIVE, tmp_path, "LiveCodeBench execution")
    assert (problem.task_id, problem.entry) == ("sample_1", "biggest")
    assert problem.tests == (Test("nums = [1, 3, 2]", "3"),)
    assert problem.code == f"from collections import Counter\nfrom typing import List\n\n{LIVE['code']}"


def test_human_eval(tmp_path: Path) -> None:
    problem = one(HUMAN_EVAL, tmp_path, "HumanEval")
    assert (problem.task_id, problem.entry, problem.code) == ("HumanEval/0", "double", None)
    assert problem.tests == (Test("[1, 2]", "[2, 4]"), Test("[]", "[]"))
    assert problem.text == HUMAN_EVAL["prompt"]
    assert problem.reference == f"{HUMAN_EVAL['prompt']}{HUMAN_EVAL['canonical_solution']}"


def test_mbpp(tmp_path: Path) -> None:
    problem = one(MBPP, tmp_path, "MBPP")
    assert (problem.task_id, problem.entry, problem.reference) == ("2", "shared", MBPP["code"])
    assert problem.tests == (Test("[1, 2], [2, 3]", "set(_) == set([2])"), Test("[], [1]", "()"))
    assert problem.text == (
        "Write a function to find what two lists share.\n\n"
        "The function is called `shared`, as in `set(shared([1, 2], [2, 3]))`."
    )


def test_mbpp_sanitized_and_without_code(tmp_path: Path) -> None:
    row = {k: v for k, v in MBPP.items() if k not in ("text", "code", "test_setup_code")}
    problem = one(row | {"prompt": "Share.", "test_imports": ["import math"]}, tmp_path, "MBPP")
    assert (problem.entry, problem.reference) == ("shared", None)
    problem = one(MBPP | {"test_setup_code": "import math"}, tmp_path, "MBPP")
    assert [test.code for test in problem.tests] == ["import math", "import math"]


def test_tracewalks_own(tmp_path: Path) -> None:
    problem = one(OWN, tmp_path, "Tracewalk")
    assert (problem.task_id, problem.entry, problem.text) == ("add", "add", OWN["prompt"])
    assert problem.tests == (Test("1, 2", "3"), Test("0, 0", "0"))


def test_one_list_of_rows_and_a_mark_before_it(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xef\xbb\xbf" + json.dumps([MBPP, MBPP | {"task_id": 3}], indent=2).encode())
    assert [problem.task_id for problem in read_problems(tmp_path / "x.json", MOST).problems] == ["2", "3"]


@pytest.mark.parametrize(
    ("row", "guess"),
    [
        ({name: CRUXEVAL[name] for name in ("id", "code", "input")}, "nearest is CRUXEval, of which it lacks: output."),
        ({name: HUMAN_EVAL[name] for name in ("task_id", "prompt", "entry_point")}, "of which it lacks: test"),
        ({"task_id": 1, "text": "?", "code": ""}, "The nearest is MBPP, of which it lacks: test_list."),
        (
            {"instance_id": "a", "problem_statement": "?"},
            "It looks like SWE-bench's instances, which is not read here.",
        ),
        ({"question_content": "?", "public_test_cases": "[]"}, "LiveCodeBench's problems for code generation"),
        ({"id": 1}, "A row of it has: id. Known are: Tracewalk"),
    ],
)
def test_an_unknown_format_is_told_what_it_is_nearest_to(row: dict[str, Any], guess: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read_problems(write(tmp_path / "x.jsonl", [row]), MOST)
    assert guess in str(refused.value)


def test_an_unknown_format_is_refused_by_name(tmp_path: Path) -> None:
    rows = [{"question_title": "Sum", "starter_code": "", "public_test_cases": "[]"}]
    with pytest.raises(UsageError, match=r"x\.jsonl, line 1: no problem set that is known") as refused:
        read_problems(write(tmp_path / "x.jsonl", rows), MOST)
    text = str(refused.value)
    assert "A row of it has: question_title, starter_code, public_test_cases." in text
    for name in ("Tracewalk", "LiveCodeBench execution", "CRUXEval", "HumanEval", "MBPP"):
        assert name in text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (CRUXEVAL | {"id": "b", "input": "1), f(2"}, "(b): its input '1), f(2' is not what can stand between"),
        (CRUXEVAL | {"id": "b", "code": 1}, "(b): has code of type int; it must be text"),
        ({k: v for k, v in CRUXEVAL.items() if k != "id"}, "has no task_id or id or question_id"),
        (CRUXEVAL, "(sample_0): has the id of an earlier row"),
        (HUMAN_EVAL, "(HumanEval/0): is none of CRUXEval, as the first row is; that has code, input, output"),
    ],
)
def test_a_bad_row_is_named_and_stops_nothing(row: dict[str, Any], words: str, tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", [CRUXEVAL, row, CRUXEVAL | {"id": "z"}])
    found = read_problems(path, MOST)
    assert [problem.task_id for problem in found.problems] == ["sample_0", "z"]
    (fault,) = found.faults
    assert fault.startswith("x.jsonl, line 2")
    assert words in fault


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (LIVE | {"input": "smallest([1])"}, "its input 'smallest([1])' is no call of biggest"),
        (MBPP | {"test_list": []}, "its test_list is not a list of assertions"),
        (MBPP | {"test_list": ["shared([1], [1])"]}, "its test 'shared([1], [1])' is no assertion"),
        (MBPP | {"test_list": ["assert other(1) == 1"]}, "its assertions call no function that its code has"),
        (OWN | {"tests": [{"input": 1}]}, "test 0 is not"),
        (OWN | {"tests": {}}, "tests are of type dict"),
        (OWN | {"tests": [{"input": "1", "output": "x"}]}, "the test of '1': its output is no literal"),
    ],
)
def test_what_is_wrong_with_a_row(row: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no problem") as refused:
        read_problems(write(tmp_path / "x.jsonl", [row]), MOST)
    assert words in str(refused.value)


def test_files_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Give the path of a JSONL file"):
        read_problems(tmp_path / "none", MOST)
    with pytest.raises(NotFound, match="is a folder"):
        read_problems(tmp_path, MOST)
    (tmp_path / "x").write_text("\n\n")
    with pytest.raises(UsageError, match="It is empty"):
        read_problems(tmp_path / "x", MOST)
    (tmp_path / "x").write_text('{"a": \n')
    with pytest.raises(UsageError, match="line 1: no JSON"):
        read_problems(tmp_path / "x", MOST)
    (tmp_path / "x").write_text("[1")
    with pytest.raises(UsageError, match="is no JSON"):
        read_problems(tmp_path / "x", MOST)
    path = write(tmp_path / "x", [CRUXEVAL])
    with pytest.raises(UsageError, match="longer than 50 bytes, which TRACEWALK_IMPORT_BYTES limits"):
        read_problems(path, 50)
    (tmp_path / "x").write_text(json.dumps([CRUXEVAL]))
    with pytest.raises(UsageError, match="one JSON list of more than 50 bytes"):
        read_problems(tmp_path / "x", 50)

"""A chat model that writes solutions, tests and inputs: canned answers from a server on a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.predict.servers import Seen, Spoken
from tests.verify.conftest import given, returning, verified

from tracewalk.lake import Lake, check
from tracewalk.predict import Endpoint
from tracewalk.sandbox import Sandbox
from tracewalk.verify import ByModel, Problem, Test, figures_of, kept_writing, wanting_inputs

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

TASK = Problem("double", "double", "Write a function `double` that doubles a number.", (Test("5", "10"),))
RIGHT = "```python\ndef double(x):\n    return x * 2\n```"
WRONG = "<think>plus?</think>Here it is:\n```python\ndef double(x):\n    return x + 2\n```\nDone."
TESTS = json.dumps({"tests": [{"input": "2", "output": "4"}, {"input": "double(3)", "output": "6"}]})

Make = Callable[[Endpoint], Any]


def writing(lake: Lake, problems: list[Problem], **how: Any) -> Make:
    """The author that asks the endpoint, and knows what the lake has."""

    async def make(box: Endpoint) -> ByModel:
        author = await ByModel.of(box, **({"candidates": 2, "tests": 2, "temperature": 0.8} | how))
        author.kept = kept_writing(lake, "p", author.written, problems)
        return author

    return make


def says(*programs: str, tests: str = TESTS, world: str = "4") -> Callable[[str], str]:
    """Answers programs in turn, tests, and one value for every call."""
    left = list(programs)

    def say(prompt: str) -> str:
        if "Write 2 tests" in prompt:
            return tests
        return returning(world) if "START_OF_TRACE" in prompt else left.pop(0)

    return say


def chats(server: Spoken | None) -> list[Seen]:
    assert server is not None
    return [seen for seen in server.completions if seen.path.endswith("chat/completions")]


def test_solutions_and_tests_are_written_predicted_and_run(lake: Lake) -> None:
    done, server = verified(lake, [TASK], writing(lake, [TASK]), says(RIGHT, WRONG))
    assert done.faults == []
    facts = [(one.candidate, one.input, one.expected, one.expected_origin, one.true_pass) for one in done.checks]
    assert facts == [
        (0, "2", "4", "model", True),
        (0, "3", "6", "model", True),
        (0, "5", "10", "bench", True),
        (1, "2", "4", "model", True),
        (1, "3", "6", "model", False),
        (1, "5", "10", "bench", False),
    ]
    assert [one.accepts for one in done.checks] == [True, False, False] * 2
    one = done.checks[3]
    assert (one.candidate_origin, one.author, one.input_origin, one.model) == ("model", "m", "model", "m")
    assert lake.program(one.program_id).text == "def double(x):\n    return x + 2\n"
    assert json.loads(one.written or "") == {
        "fingerprint": "m", "max_tokens": 4096, "prompt": 1, "seed": 0, "temperature": 0.8, "tests": 2,
    }  # fmt: skip
    programs, tests = chats(server)[:2], chats(server)[2]
    assert [seen.body["seed"] for seen in programs] == [0, 1]
    assert {seen.body["temperature"] for seen in programs} == {0.8}
    assert "response_format" not in programs[0].body
    assert tests.body["response_format"]["json_schema"]["schema"]["required"] == ["tests"]
    told = programs[0].body["messages"][1]["content"]
    assert told == "Write a function `double` that doubles a number.\n\nThe function must be called `double`."
    assert "5" not in "".join(message["content"] for message in tests.body["messages"])  # its own tests are hidden
    assert check(lake) == []


def test_what_was_written_is_not_asked_for_again(lake: Lake) -> None:
    first, _ = verified(lake, [TASK], writing(lake, [TASK]), says(RIGHT, WRONG))
    again, server = verified(lake, [TASK], writing(lake, [TASK]), says())
    assert (again.checks, again.known) == (first.checks, 6)
    assert server is not None
    assert server.completions == []
    more, server = verified(lake, [TASK], writing(lake, [TASK], candidates=3), says(RIGHT))
    assert (more.known, more.made) == (6, 3)
    assert [seen.body["seed"] for seen in chats(server)] == [2]
    other, server = verified(lake, [TASK], writing(lake, [TASK], temperature=0.2), says(RIGHT, WRONG))
    assert (other.known, other.made) == (0, 6)
    assert len(chats(server)) == 3


def test_another_world_model_gets_the_same_programs(lake: Lake) -> None:
    first, _ = verified(lake, [TASK], writing(lake, [TASK]), says(RIGHT, WRONG))
    again, server = verified(lake, [TASK], writing(lake, [TASK]), says(), mode="full")
    assert again.made == 6
    assert {one.program_id for one in again.checks} == {one.program_id for one in first.checks}
    assert chats(server) == []


@pytest.mark.parametrize(
    ("answer", "inputs", "faults"),
    [
        ('```json\n[{"input": "1", "output": "2"}]\n```', [("1", "2", None)], 0),
        ("assert double(1) == 2\nassert abs(double(2)) == 4 # so", [("1", "2", None), ("2", "abs(_) == 4", None)], 0),
        ("none", [], 1),
        ('{"tests": [{"input": "1,, 2", "output": "2"}]}', [("1,, 2", "2", "its input is not what can stand")], 0),
        ('{"tests": [{"input": "1", "output": "a b"}]}', [("1", "a b", "its output is no literal")], 0),
        ('{"tests": [{"input": "1", "output": "2"}, {"input": "1", "output": "2"}]}', [("1", "2", None)], 0),
    ],
)  # fmt: skip
def test_tests_in_any_words(answer: str, inputs: list[tuple[str, str, str | None]], faults: int, lake: Lake) -> None:
    bare = Problem("double", "double", TASK.text, (Test("5", "10"),))
    done, _ = verified(lake, [bare], writing(lake, [bare], candidates=1), says(RIGHT, tests=answer))
    own = [one for one in done.checks if one.input_origin == "model"]
    assert [(one.input, one.expected) for one in own] == [(text, expected) for text, expected, _ in inputs]
    for one, (_, _, fault) in zip(own, inputs, strict=True):
        if fault is None:
            assert one.true_pass is True
        else:
            assert fault in (one.error or "")
            assert (one.trace_id, one.true_pass, one.accepts) == (None, None, None)
    assert len(done.faults) == faults
    again, server = verified(lake, [bare], writing(lake, [bare], candidates=1), says(tests=answer))
    assert again.made == 0
    assert len(chats(server)) == faults  # only what could not be read is asked for again


def test_a_program_that_is_none_is_a_wrong_candidate(lake: Lake) -> None:
    done, _ = verified(lake, [TASK], writing(lake, [TASK], candidates=1, tests=0), says("I am sorry."))
    (one,) = done.checks
    assert (one.true_pass, one.actual_outcome) == (False, None)
    assert "does not compile" in (one.error or "")
    assert lake.program(one.program_id).text == "I am sorry."


SQUARE = given("def f(x):\n    return x * x\n", Test("3", "9"))


def test_inputs_are_found_and_scored_by_running(lake: Lake) -> None:
    problem = wanting_inputs(SQUARE)
    answers = ["It is [ANSWER]f(3)[/ANSWER]", "[ANSWER]f(-3)[/ANSWER]", "[ANSWER]f(4)[/ANSWER]", "three"]

    def say(prompt: str) -> str:
        return returning("9") if "START_OF_TRACE" in prompt else answers.pop(0)

    done, server = verified(lake, [problem], writing(lake, [problem], candidates=4), say)
    facts = [(one.input, one.expected, one.actual, one.accepts, one.true_pass) for one in done.checks]
    assert facts == [
        ("3", "9", "9", True, True),
        ("-3", "9", "9", True, True),
        ("4", "9", "16", True, False),
        ("three", "9", None, None, False),
    ]
    assert done.checks[3].error == "the answer is no call of f that Python can read"
    assert {one.candidate_origin for one in done.checks} == {"bench"}
    assert {(one.input_origin, one.expected_origin, one.author) for one in done.checks} == {("model", "bench", "m")}
    assert "f(...) should return 9" in chats(server)[0].body["messages"][1]["content"]
    found = figures_of(done.checks)
    assert (found.pass_at[1].rate, found.oracle.rate) == (0.5, 1.0)
    assert found.of_checks.false_accepts.rate == 1.0
    again, server = verified(lake, [problem], writing(lake, [problem], candidates=4), say)
    assert (again.known, again.made) == (4, 0)
    assert chats(server) == []


def test_given_programs_need_no_author(lake: Lake) -> None:
    done, server = verified(lake, [SQUARE], writing(lake, [SQUARE]), says(world="9"))
    assert [(one.input, one.match) for one in done.checks] == [("3", True)]
    assert chats(server) == []


def test_a_writer_that_fails_is_a_fault_of_its_problem(lake: Lake) -> None:
    other = Problem("triple", "triple", "Write triple.", (Test("1", "3"),))

    def say(prompt: str) -> str:
        if "triple" in prompt:
            raise ConnectionError
        return returning("10") if "START_OF_TRACE" in prompt else RIGHT

    problems = [other, TASK]
    done, _ = verified(lake, problems, writing(lake, problems, candidates=1, tests=0), say)
    assert [one.task_id for one in done.checks] == ["double"]
    assert len(done.faults) == 1
    assert done.faults[0].startswith("triple: ")

"""The loop over a real sandbox and a server on a real socket: each kind of ending, judged and kept, once."""

from __future__ import annotations

import json

import pytest
from tests.verify.conftest import LIMITS, given, returning, verified

from tracewalk.errors import EndpointUnreachable, ReadOnlyLake
from tracewalk.lake import Lake, check
from tracewalk.model import Check
from tracewalk.sandbox import Sandbox
from tracewalk.verify import Candidate, Problem, Test, Written, kept_checks
from tracewalk.verify.author import ByReference

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

DOUBLE = "def f(x):\n    return x * 2\n"


class Canned:
    """An author who wrote it all before."""

    at_once = 20

    def __init__(self, *candidates: Candidate) -> None:
        self.candidates = candidates

    async def write(self, problem: Problem) -> Written:
        return Written(self.candidates)


def facts(one: Check) -> tuple[object, ...]:
    return one.predicted, one.actual, one.match, one.accepts, one.true_pass


def test_a_right_and_a_wrong_prediction(lake: Lake) -> None:
    problem = given(DOUBLE, Test("3", "6"), Test("'a'", "'aa'"), Test("[1]", "[1, 1]"))
    answers = {"f(3)": "6", "f('a')": '"aa"', "f([1])": "[1]"}
    done, server = verified(
        lake, [problem], ByReference(), lambda prompt: returning(next(v for k, v in answers.items() if k in prompt))
    )
    by_input = {one.input: one for one in done.checks}
    assert facts(by_input["3"]) == ("6", "6", True, True, True)
    assert facts(by_input["'a'"]) == ('"aa"', "'aa'", True, True, True)
    assert by_input["'a'"].rule == "quotes"
    assert facts(by_input["[1]"]) == ("[1]", "[1, 1]", False, False, True)
    assert by_input["[1]"].rule == "value"
    assert server is not None
    assert len(server.completions) == 3
    assert kept_checks(lake, "p") == sorted(done.checks, key=lambda one: one.test)
    one = by_input["[1]"]
    assert (one.problem_set, one.task_id, one.candidate, one.candidate_origin, one.test) == ("p", "t", 0, "bench", 2)
    assert (one.model, one.predicted_by, one.input_origin, one.tokens, one.error) == ("m", "return", "bench", 5, None)
    assert lake.trace(one.trace_id or "").result == "[1, 1]"
    assert lake.program(one.program_id).text == DOUBLE
    assert lake.prediction(one.prediction_id or "")["output"] == "[1]"
    assert [(item.dataset, item.task_id, item.matches_expected) for item in lake.items(one.trace_id or "")] == [
        ("p", "t", True)
    ]
    assert check(lake) == []


def test_the_same_again_asks_and_runs_nothing(lake: Lake) -> None:
    problem = given(DOUBLE, Test("3", "6"), Test("4", "8"))
    first, _ = verified(lake, [problem], ByReference(), lambda _: returning("6"))
    version = lake.version
    again, server = verified(lake, [problem], ByReference(), lambda _: returning("7"))
    assert (first.made, first.known, again.made, again.known) == (2, 0, 0, 2)
    assert again.checks == first.checks
    assert server is not None
    assert server.completions == []
    assert lake.version == version
    more, server = verified(lake, [given(DOUBLE, Test("3", "6"), Test("5", "10"))], ByReference(), lambda _: "?")
    assert (more.made, more.known) == (1, 1)


def test_two_candidates_of_the_same_text_are_two_checks_and_one_question(lake: Lake) -> None:
    problem = given(DOUBLE, Test("3", "6"))
    author = Canned(*(Candidate(number, DOUBLE, "human") for number in range(3)))
    done, server = verified(lake, [problem], author, lambda _: returning("6"))
    assert [one.candidate for one in done.checks] == [0, 1, 2]
    assert len({one.trace_id for one in done.checks}) == 1
    assert server is not None
    assert len(server.completions) == 1


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        ("def f(x):\n    return 1 / x\n", "raised", None),
        ("def f(x):\n    while True:\n        x += 1\n", "truncated", "the run was ended: "),
        ("import os\ndef f(x):\n    os._exit(3)\n", "died", "the run was ended: "),
    ],
)
def test_a_call_that_does_not_return_is_asked_about_all_the_same(
    code: str, outcome: str, words: str | None, lake: Lake
) -> None:
    done, _ = verified(lake, [given(code, Test("0", "5"))], ByReference(), lambda _: returning("5"))
    (one,) = done.checks
    assert (one.actual_outcome, one.actual, one.predicted) == (outcome, None, "5")
    assert (one.match, one.rule, one.accepts, one.true_pass) == (False, "outcome", True, False)
    assert one.prediction_id is None  # there is no true step beside which it could stand
    assert (one.error or "").startswith(words or "")
    assert (one.error is None) == (words is None)
    assert (one.actual_exception is not None) == (outcome == "raised")
    assert check(lake) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f(x:\n", "does not compile"),
        ("def g(x):\n    return 1\n", "has no function 'f'"),
        ("raise ValueError('no')\n", "the code's own body raised"),
    ],
)
def test_what_cannot_be_run_is_wrong_and_is_not_asked_about(code: str, words: str, lake: Lake) -> None:
    done, server = verified(
        lake, [given(DOUBLE, Test("1", "2"))], Canned(Candidate(0, code, "human")), lambda _: returning("5")
    )
    (one,) = done.checks
    assert words in (one.error or "")
    assert (one.trace_id, one.actual_outcome, one.predicted, one.accepts, one.true_pass) == (
        None,
        None,
        None,
        None,
        False,
    )
    assert server is not None
    assert server.completions == []
    assert lake.program(one.program_id).text == code


def test_what_a_model_says_badly_is_kept(lake: Lake) -> None:
    done, _ = verified(lake, [given(DOUBLE, Test("1", "2"))], ByReference(), lambda _: "no idea")
    (one,) = done.checks
    assert (one.predicted, one.match, one.accepts, one.true_pass) == (None, None, None, True)
    assert one.error == "the answer does not say what the call gives"
    assert "no idea" in lake.predicted_steps(one.prediction_id or "")["raw"].to_pylist()[0]


def test_a_condition_is_evaluated_on_what_came_and_on_what_was_said(lake: Lake) -> None:
    code = "def f(x):\n    return [x, x + 1]\n"
    problem = given(code, Test("1", "set(_) == {1, 2}"), Test("2", "sum(_) == 0"), Test("3", "_.none"))
    answers = {"f(1)": "[2, 1]", "f(2)": "[0]", "f(3)": "[]"}
    done, _ = verified(
        lake, [problem], ByReference(), lambda prompt: returning(next(v for k, v in answers.items() if k in prompt))
    )
    assert [facts(one) for one in done.checks] == [
        ("[2, 1]", "[1, 2]", False, True, True),
        ("[0]", "[2, 3]", False, True, False),
        ("[]", "[3, 4]", False, False, False),
    ]
    assert lake.catalog.count("traces") == 3  # an evaluation is not kept


def test_what_is_said_of_a_condition_and_is_no_literal_is_no_verdict(lake: Lake) -> None:
    done, _ = verified(
        lake, [given(DOUBLE, Test("1", "_ > 0"), Test("2", "4"))], ByReference(), lambda _: returning("<object>")
    )
    assert [(one.accepts, one.true_pass) for one in done.checks] == [(None, True), (False, True)]


def test_what_is_no_literal_is_compared_by_python_itself(lake: Lake) -> None:
    code = "from collections import Counter, OrderedDict\ndef f(x):\n    return Counter(x)\n"
    done, _ = verified(lake, [given(code, Test("'aab'", "{'a': 2, 'b': 1}"), Test("''", "{'a': 1}"))], ByReference())
    assert [(one.actual, one.true_pass) for one in done.checks] == [
        ("Counter({'a': 2, 'b': 1})", True),
        ("Counter()", False),
    ]


def test_an_expression_is_asked_about_as_a_whole(lake: Lake) -> None:
    problem = given(DOUBLE, Test("f(1) < f(2)", "True", entry="bool"), Test("f(1) > f(2)", "True", entry="bool"))
    done, server = verified(lake, [problem], ByReference(), lambda _: returning("True"))
    assert [facts(one) for one in done.checks] == [
        ("True", "True", True, True, True),
        ("True", "False", False, True, False),
    ]
    assert server is not None
    for seen in server.completions:  # after the wrapper's call, not the first one within
        assert seen.body["prompt"].endswith("def main():  # << START_OF_TRACE\n<|frame_sep|><|return_sep|>")
    assert all(one.prediction_id is None for one in done.checks)


def test_the_check_of_human_eval_is_run_as_it_is(lake: Lake) -> None:
    code = "def check(candidate):\n    for n in range(3):\n        assert candidate(n) == 2 * n\n"
    test = Test("f", "None", entry="check", code=code)
    wrong = Candidate(1, "def f(x):\n    return x + 1\n", "human")
    done, _ = verified(
        lake, [given(DOUBLE, test)], Canned(Candidate(0, DOUBLE, "human"), wrong), lambda _: returning("None")
    )
    assert [(one.true_pass, one.accepts, one.match) for one in done.checks] == [
        (True, True, True),
        (False, True, False),
    ]
    assert done.checks[1].actual_exception == "AssertionError()"
    assert lake.program(done.checks[0].program_id).text == DOUBLE


FULL = """<|line_sep|>{}<|action_sep|>    return f(3)
<|frame_sep|><|call_sep|>{"x": "3"}<|action_sep|>def f(x):
<|frame_sep|><|line_sep|>{"x": ".."}<|action_sep|>    return x * 2
<|frame_sep|><|return_sep|><|action_sep|>    return x * 2
<|arg_sep|>"7"<|frame_sep|><|return_sep|><|action_sep|>    return f(3)
<|arg_sep|>"7"<|frame_sep|><|end_of_text|>"""


def test_mode_full_tells_where_it_first_leaves_the_run(lake: Lake) -> None:
    done, _ = verified(lake, [given(DOUBLE, Test("3", "6"))], ByReference(), lambda _: FULL, mode="full")
    (one,) = done.checks
    assert facts(one) == ("7", "6", False, False, True)
    assert one.predicted_by == "full"
    step = lake.steps(one.trace_id or "").to_pylist()[one.first_divergent_step or 0]
    assert (step["event"], step["value"]) == ("return", "6")


RAISES = """<|line_sep|>{}<|action_sep|>    return f(0)
<|frame_sep|><|call_sep|>{"x": "0"}<|action_sep|>def f(x):
<|frame_sep|><|line_sep|>{"x": ".."}<|action_sep|>    return 1 / x
<|frame_sep|><|exception_sep|><|action_sep|>    return 1 / x
<|arg_sep|>"(<class 'ZeroDivisionError'>, ZeroDivisionError('division by zero'), <traceback object>)"<|frame_sep|>"""
UNWINDS = """<|return_sep|><|action_sep|>    return 1 / x
<|arg_sep|>"None"<|frame_sep|>"""


def test_mode_full_tells_what_is_raised(lake: Lake) -> None:
    code = "def f(x):\n    return 1 / x\n"
    done, _ = verified(lake, [given(code, Test("0", "0"))], ByReference(), lambda _: RAISES + UNWINDS, mode="full")
    (one,) = done.checks
    assert one.predicted_exception == one.actual_exception == "ZeroDivisionError('division by zero')"
    assert (one.predicted, one.match, one.accepts, one.true_pass) == (None, True, False, False)
    done, _ = verified(lake, [given(code, Test("0.0", "0"))], ByReference(), lambda _: RAISES, mode="full")
    assert done.checks[0].error == "the answer does not say what the call gives"


def left(event: str, value: str) -> str:
    return json.dumps({"event": event, "line": 2, "locals": [], "value": value})


def test_a_chat_model_predicts(lake: Lake) -> None:
    code = "def f(x):\n    return 6 / x\n"
    raised = "(<class 'ZeroDivisionError'>, ZeroDivisionError('division by zero'), <traceback object>)"
    answers = {"f(2)": left("return", "3.0"), "f(0)": left("exception", raised), "f(3)": "two, I think"}
    problem = given(code, Test("2", "3"), Test("0", "1"), Test("3", "2.0"))
    done, server = verified(
        lake, [problem], ByReference(), lambda told: next(v for k, v in answers.items() if k in told), protocol="chat"
    )
    assert server is not None
    assert {seen.path for seen in server.completions} == {"/v1/chat/completions"}
    right, raises, silent = done.checks
    assert (right.predicted, right.match, right.accepts, right.true_pass) == ("3.0", True, True, True)
    assert raises.predicted_exception == raises.actual_exception == "ZeroDivisionError('division by zero')"
    assert (raises.match, raises.accepts, raises.true_pass) == (True, False, False)
    assert (silent.match, silent.accepts, silent.true_pass) == (None, None, True)
    assert json.loads(right.params)["protocol"] == "chat"


def test_a_server_that_fails_leaves_no_check_and_is_asked_again(lake: Lake) -> None:
    def say(prompt: str) -> str:
        if "f(2)" in prompt:
            raise ConnectionError
        return returning("2")

    problem = given(DOUBLE, Test("1", "2"), Test("2", "4"))
    done, _ = verified(lake, [problem], ByReference(), say)
    assert [one.input for one in done.checks] == ["1"]
    assert len(done.faults) == 1
    assert done.faults[0].startswith("trace ")
    again, _ = verified(lake, [problem], ByReference(), lambda _: returning("4"))
    assert (again.made, again.known) == (1, 1)
    assert check(lake) == []


def test_a_server_that_is_gone_ends_it_with_what_is_whole_kept(lake: Lake) -> None:
    def say(prompt: str) -> str:
        if "f(0)" in prompt:
            return returning("0")
        raise ConnectionError

    problem = given(DOUBLE, *(Test(str(n), str(2 * n)) for n in range(9)))
    with pytest.raises(EndpointUnreachable, match="5 requests in a row failed"):
        verified(lake, [problem], ByReference(), say)
    assert len(kept_checks(lake, "p")) <= 1
    assert lake.catalog.count("traces") == 9
    done, _ = verified(lake, [problem], ByReference(), lambda _: returning("0"))
    assert len(done.checks) == 9


def test_once_stopped_what_is_whole_is_kept_and_it_goes_on_from_there(lake: Lake) -> None:
    author = ByReference(at_once=20)
    problems = [given(DOUBLE, Test(str(n), str(2 * n)), task_id=f"t{n}") for n in range(45)]
    pressed: list[bool] = []
    done, _ = verified(
        lake, problems, author, by="m", stopped=lambda: bool(pressed),
        progress=lambda done, _doing: pressed.append(True) if done.done >= 20 else None,
    )  # fmt: skip
    assert done.interrupted
    assert len(done.checks) == len(kept_checks(lake, "p")) == 20
    done, _ = verified(lake, problems, ByReference(), by="m")
    assert (done.known, done.made, done.interrupted) == (20, 25, False)
    assert check(lake) == []


def test_stopped_while_a_model_is_asked(lake: Lake) -> None:
    pressed: list[bool] = []

    def say(_prompt: str) -> str:
        pressed.append(True)
        return returning("2")

    problem = given(DOUBLE, *(Test(str(n), str(2 * n)) for n in range(30)))
    done, _ = verified(lake, [problem], ByReference(), say, stopped=lambda: bool(pressed))
    assert done.interrupted
    assert len(kept_checks(lake, "p")) == len(done.checks) < 30
    assert check(lake) == []


def test_stopped_while_a_program_runs(lake: Lake) -> None:
    began: list[bool] = []
    code = "import time\ndef f(x):\n    time.sleep(1000)\n"
    done, _ = verified(
        lake, [given(code, Test("1", "2"))], ByReference(), by="m", stopped=lambda: bool(began),
        progress=lambda _done, doing: began.append(True) if doing == "running" else None,
    )  # fmt: skip
    assert (done.interrupted, done.checks) == (True, [])


def test_texts_of_any_kind_can_be_kept(lake: Lake) -> None:
    code = "def f(x):\n    return '\ud800'\n"
    author = Canned(Candidate(0, code, "human", tests=(Test("'\ud800'", "'\x00'", "human", "human"),)))
    done, _ = verified(lake, [given(DOUBLE)], author, by="m")
    assert done.checks[0].input == "'\\ud800'"
    assert check(lake) == []


def test_a_lake_that_is_read_only(lake: Lake) -> None:
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        verified(reader, [given(DOUBLE)], ByReference(), by="m")


def test_the_limits_are_those_of_recordings() -> None:
    assert (LIMITS.steps, LIMITS.value_chars) == (2_000, 1_000_000)

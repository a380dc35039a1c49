"""The verdict of a prediction and of its steps: what is wrong first, modes, the wrapper's steps, answers, endings."""

from __future__ import annotations

import copy
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.diff.truths import Truth, as_said

from tracewalk.cwm import parse, render
from tracewalk.diff import EQUAL_RULES, WRONG_RULES, judge
from tracewalk.model import ENDINGS, VERDICTS, CwmStep, Verdict

RULES = EQUAL_RULES.keys() | WRONG_RULES.keys()
WHOLE = {
    "step_accuracy",
    "event_em",
    "action_em",
    "action_em_aligned",
    "state_em",
    "state_em_resolved",
    "valid_json",
    "key_match",
    "key_value_match",
}


def counts(verdict: Verdict) -> dict[str, int]:
    return {name: n for name in VERDICTS if (n := getattr(verdict, f"n_{name}"))}


@pytest.mark.parametrize("name", ["total", "helper", "branch", "shared", "closure", "squares", "caught", "several"])
def test_a_trace_said_as_it_is(name: str, programs: dict[str, Truth]) -> None:
    truth = programs[name]
    parsed = parse(render(truth.steps[1:]), truth.context)
    verdict, steps = truth.judge(parsed.steps, tail=parsed.tail)
    own = sum(not step.seed for step in truth.steps)
    assert (verdict.ended, verdict.valid_format, verdict.exact) == ("finished", True, True)
    assert (verdict.return_correct, verdict.output_correct) == (True, True)
    assert verdict.output == truth.steps[-1].value
    assert (verdict.n_true, verdict.n_predicted, verdict.right_until) == (own, own, own)
    assert counts(verdict) == {"correct": own}
    assert (verdict.first_bad_step, verdict.first_bad_verdict, verdict.n_root) == (None, None, 0)
    assert {getattr(verdict, name) for name in WHOLE} == {1.0}
    assert [(v.position, v.truth, v.verdict) for v in steps] == [
        (k, k + 1, "correct") for k in range(len(truth.steps) - 1)
    ]
    assert all(j.right for v in steps for j in v.judged)


def test_the_wrappers_steps_have_rows_but_do_not_count(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    said = truth.said()
    said[0].source = "    return f([])\n"
    verdict, steps = truth.judge(said)
    assert steps[0].verdict == "action"
    assert counts(verdict) == {"correct": 11}
    assert (verdict.step_accuracy, verdict.action_em, verdict.right_until) == (1, 1, 11)
    assert (verdict.exact, verdict.first_bad_step, verdict.first_bad_verdict) == (False, 1, "action")
    assert not steps[0].judged


def test_what_is_wrong_first(programs: dict[str, Truth]) -> None:
    """Of one step, ever more is wrong: malformed, event, action, state, in this order."""
    truth = programs["total"]
    said = truth.said()
    step = said[4]
    seen = []
    for name, value in [("state", {"s": "1"}), ("source", "x\n"), ("event", "call"), ("fault", "no <|action_sep|>")]:
        setattr(step, name, value)
        verdict, steps = truth.judge(said)
        row = next(v for v in steps if v.position == 4)
        seen.append((row.verdict, verdict.first_bad_verdict, verdict.first_bad_step))
    assert [row[0] for row in seen[:2]] == ["state", "action"]
    assert [row[1:] for row in seen] == [(kind, 5) for kind in ("state", "action", "event", "malformed")]
    assert seen[3][0] == "malformed"


def test_differences_overlay_the_true_state(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    said = truth.said()
    said[7].state = {"s": "5", "xs": "[3,1,4]", "new": "0"}
    _, steps = truth.judge(said)
    found = [(d.name, d.value, d.rule, d.verdict) for d in steps[7].differs]
    assert found == [
        ("xs", "[3,1,4]", "whitespace", "equal"),
        ("s", "5", "value", "wrong"),
        ("x", None, "name", "missing"),
        ("new", "0", "name", "extra"),
    ]
    state = dict(truth.steps[8].state or {})
    for name, value, _, _ in found:
        state.pop(name, None)
        if value is not None:
            state[name] = value
    assert state == said[7].state


def test_equal_by_meaning_is_correct(programs: dict[str, Truth]) -> None:
    truth = programs["several"]
    said = truth.said()
    for step in said:
        step.state = step.state and {
            name: value.replace("'", '"').replace(", ", ",") for name, value in step.state.items()
        }
        step.value = step.value and step.value.replace("'", '"')
    verdict, steps = truth.judge(said)
    assert verdict.exact
    assert verdict.state_em_resolved == 1
    assert {d.verdict for v in steps for d in v.differs} == {"equal"}
    assert [v.rule for v in steps if v.rule] == ["quotes", "quotes"]


def test_first_bad_names_the_true_type(programs: dict[str, Truth]) -> None:
    truth = programs["several"]
    for name, wrong, kind in [("pair", "[]", "tuple"), ("text", "''", "str"), ("n", "'2'", "int")]:
        said = truth.said()
        said[7].state[name] = wrong  # type: ignore[index]
        verdict, _ = truth.judge(said)
        assert (verdict.first_bad_step, verdict.first_bad_verdict) == (8, "state")
        assert (verdict.first_bad_name, verdict.first_bad_type) == (name, kind)
        assert verdict.right_until == 6
    said = truth.said()
    said[8].value = "{}"
    verdict, _ = truth.judge(said)
    assert (verdict.first_bad_verdict, verdict.first_bad_name, verdict.first_bad_type) == ("value", None, "dict")


def test_judged_values_are_those_that_the_truth_states_anew(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    said = truth.said()
    said[5].state["s"] = said[6].state["s"] = "9"  # type: ignore[index]
    said[11].value = "1"
    _, steps = truth.judge(said)
    found = {v.truth: [(j.name, j.type, j.size, j.right) for j in v.judged] for v in steps if v.judged}
    assert found[2] == [("xs", "list", 9, True)]
    assert found[5] == [("x", "int", 1, True)]
    assert found[6] == [("s", "int", 1, False)]
    assert found[7] == [("x", "int", 1, True)], "s persists, it was not stated anew"
    assert found[12] == [("return", "int", 1, False)]
    assert 13 not in found, "the wrapper's"


def test_an_exception_is_judged_by_its_class(programs: dict[str, Truth]) -> None:
    truth = programs["caught"]
    said = truth.said()
    said[7].value = "(<class 'TypeError'>, TypeError('x'), <traceback object>)"
    verdict, steps = truth.judge(said)
    assert [(j.name, j.type, j.right) for j in steps[7].judged] == [("exception", "ValueError", False)]
    assert (verdict.first_bad_verdict, verdict.first_bad_type) == ("value", "ValueError")


def test_iterations_count_the_true_line(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    _, steps = truth.judge(truth.said())
    assert [v.iteration for v in steps if truth.steps[v.truth or 0].source.strip() == "s += x"] == [0, 1, 2]
    assert steps[-1].iteration == 0


# ---------------------------------------------------------------- re-aligned and by position


def test_a_skipped_iteration_is_missing_and_the_rest_is_right(programs: dict[str, Truth]) -> None:
    truth = programs["squares"]
    said = truth.said()
    del said[17:23]  # from one `for` to the next
    verdict, steps = truth.judge(said)
    assert counts(verdict) == {"correct": 31, "missing": 6}
    assert verdict.action_em_aligned == pytest.approx(31 / 37)
    assert verdict.action_em is not None
    assert verdict.action_em < 0.8
    assert verdict.first_bad_step == 18
    assert [v.truth for v in steps if v.verdict == "missing"] == list(range(18, 24))


def test_what_is_said_too_much_is_extra(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    said = [*truth.said(), *truth.said()[2:4]]
    verdict, steps = truth.judge(said)
    assert counts(verdict) == {"correct": 11, "extra": 2}
    assert (verdict.exact, verdict.right_until, verdict.first_bad_verdict) == (False, 11, None)
    assert [(d.name, d.verdict) for d in steps[-1].differs] == [("xs", "extra"), ("s", "extra")]
    assert verdict.n_predicted == 13


def test_text_that_was_kept_with_its_prompt(programs: dict[str, Truth]) -> None:
    """`said` may begin with the wrapper's call, as a second true trace does."""
    truth = programs["helper"]
    verdict, steps = truth.judge([as_said(step) for step in truth.steps])
    assert verdict.exact
    assert (verdict.kth_action_em, verdict.kth_valid_json) == (1, 1)
    assert steps[0].truth == 0
    again, _ = truth.judge(truth.said())
    assert {f.name: getattr(verdict, f.name) for f in fields(verdict)} == {
        f.name: getattr(again, f.name) for f in fields(again)
    }


def test_two_true_traces(programs: dict[str, Truth]) -> None:
    """Compare of two runs: the second stands in for a prediction, seeds, changes and all."""
    truth, other = programs["total"], programs["branch"]
    verdict, steps = judge(truth.steps, other.steps, sources={**truth.sources, **other.sources})
    assert not verdict.exact
    assert sum(v.position is not None for v in steps) == len(other.steps)
    assert [v.truth for v in steps if v.truth is not None] == list(range(len(truth.steps)))
    twin, _ = judge(truth.steps, truth.steps, sources=truth.sources)
    assert twin.exact


def test_a_truth_without_wrapper(programs: dict[str, Truth]) -> None:
    truth = [copy.deepcopy(step) for step in programs["helper"].steps if not step.seed]
    said = [as_said(step) for step in truth]
    verdict, _ = judge(truth, said, sources={})
    assert verdict.exact
    assert (verdict.output, verdict.output_correct, verdict.n_true) == ("25", True, 14)


# ---------------------------------------------------------------- modes


def test_from_a_step_on(programs: dict[str, Truth]) -> None:
    truth = programs["helper"]
    said = truth.said()[7:]
    verdict, steps = truth.judge(said, start=8)
    assert (verdict.exact, verdict.n_true, verdict.right_until) == (True, 8, 8)
    assert [v.truth for v in steps] == list(range(8, 17))
    assert verdict.kth_action_em is None, "the published figures are of whole traces"
    said[5].state["b"] = "13"  # type: ignore[index]
    verdict, _ = truth.judge(said, start=8)
    assert (verdict.first_bad_step, verdict.first_bad_name, verdict.right_until) == (13, "b", 5)


def test_in_mode_step_each_step_stands_by_itself(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    asked = truth.steps[2:10:2]
    said: list[CwmStep | None] = [as_said(step) for step in asked]
    said[1].state["s"] = said[2].state["s"] = "7"  # type: ignore[union-attr, index]
    said[3] = None
    verdict, steps = judge(asked, said, sources=truth.sources, mode="step")
    assert [(v.position, v.truth, v.verdict, v.root, v.cause) for v in steps] == [
        (0, 0, "correct", None, None),
        (1, 1, "state", True, None),
        (2, 2, "state", True, None),
        (None, 3, "missing", True, None),
    ]
    assert (verdict.step_accuracy, verdict.n_root, verdict.n_inherited) == (0.25, 3, 0)
    assert (verdict.state_em, verdict.state_em_resolved, verdict.valid_json, verdict.action_em) == (
        0.75,
        0.25,
        0.75,
        0.75,
    )
    assert (verdict.first_bad_step, verdict.first_bad_name) == (4, "s")


def test_in_mode_return_there_is_one_step(programs: dict[str, Truth]) -> None:
    truth = programs["helper"]
    asked = [truth.steps[15]]
    said = as_said(asked[0])
    verdict, steps = judge(asked, [said], sources=truth.sources, mode="return")
    assert (verdict.exact, verdict.output, verdict.return_correct, verdict.n_true) == (True, "25", True, 1)
    assert (verdict.state_em, verdict.action_em, verdict.step_accuracy) == (None, 1, 1)
    said.source = "another line\n"
    verdict, steps = judge(asked, [said], sources=truth.sources, mode="return")
    assert (steps[0].verdict, verdict.exact, verdict.action_em) == ("correct", True, 0)
    said.value = "26"
    verdict, steps = judge(asked, [said], sources=truth.sources, mode="return")
    assert (verdict.return_correct, verdict.output_correct, verdict.first_bad_verdict) == (False, False, "value")
    assert (steps[0].verdict, steps[0].root, steps[0].rule) == ("value", True, "value")


def test_in_mode_action_only_states_and_values_are_judged(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    said = truth.said()
    said[3].source, said[4].event = "other\n", "call"
    said[6].state["s"] = "0"  # type: ignore[index]
    verdict, _ = truth.judge(said, mode="action")
    assert counts(verdict) == {"correct": 10, "state": 1}
    assert (verdict.event_em, verdict.action_em, verdict.action_em_aligned) == (None, None, None)
    assert verdict.state_em_resolved == pytest.approx(9 / 10)
    assert verdict.kth_state_em is None


# ---------------------------------------------------------------- answers


def test_the_answer_is_the_last_value_returned(programs: dict[str, Truth]) -> None:
    truth = programs["helper"]
    said = truth.said()
    said[-1].value = "25.0"
    verdict, _ = truth.judge(said)
    assert (verdict.output, verdict.output_correct, verdict.return_correct) == ("25.0", True, False)
    tail = '<|return_sep|><|action_sep|>    return f(3)\n<|arg_sep|>"25'
    verdict, _ = truth.judge(said[:-1], tail=tail, stopped_by="length")
    assert (verdict.output, verdict.output_correct) == ('"25', False)
    verdict, _ = truth.judge(said[:-1], tail=f'{tail}"', stopped_by="length")
    assert (verdict.output, verdict.output_correct, verdict.return_correct) == ("25", True, True)


def test_a_helpers_return_is_not_the_entrys(programs: dict[str, Truth]) -> None:
    truth = programs["helper"]
    said = truth.said()[:7]
    said[6].value = "25"
    verdict, _ = truth.judge(said, stopped_by="length")
    assert (verdict.output, verdict.output_correct, verdict.return_correct) == ("25", True, False)
    verdict, _ = truth.judge(said[:3])
    assert (verdict.output, verdict.output_correct, verdict.return_correct) == (None, False, False)


def test_a_trace_that_raises_answers_with_its_exception(programs: dict[str, Truth]) -> None:
    truth = programs["raises"]
    verdict, _ = truth.judge(truth.said())
    raised = "(<class 'ZeroDivisionError'>, ZeroDivisionError('division by zero'), <traceback object>)"
    assert (verdict.exact, verdict.output, verdict.return_correct, verdict.output_correct) == (True, raised, True, None)
    said = truth.said()
    said[-1].value = said[-3].value = "1"
    verdict, _ = truth.judge(said)
    assert verdict.return_correct is False


def test_a_truth_without_an_end_has_no_answer(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    verdict, _ = judge(truth.steps[:6], truth.said()[:5], sources=truth.sources)
    assert (verdict.exact, verdict.return_correct, verdict.output_correct) == (True, None, None)


# ---------------------------------------------------------------- endings


def ended(truth: Truth, said: list[CwmStep], stopped_by: str, tail: str = "") -> str:
    verdict, _ = truth.judge(said, stopped_by=stopped_by, tail=tail)
    assert verdict.ended in ENDINGS
    return verdict.ended


def test_endings(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    right, wrong = truth.said(), truth.said()
    wrong[5].state["s"] = "0"  # type: ignore[index]
    cut = "<|line_sep|>{"
    long = '<|line_sep|>{"xs": "[' + "1, " * 1000
    cases = {
        "finished": [
            (right, "eos", "<|end_of_text|>"),
            (wrong, "eos", ""),
            (right, "length", ""),
            (wrong[:8], "eos", ""),
            (right[:6], "eos", ""),
            (right, "unknown", "<|eot_id|>"),
        ],
        "budget_while_right": [(right[:6], "length", cut), (right[:6], "unknown", cut), ([], "length", cut)],
        "budget_after_divergence": [(wrong[:8], "length", cut), (wrong[:8], "unknown", cut)],
        "wide_state": [(right[:6], "length", long), ([], "length", long)],
        "answer_lost": [(right[:-1], "length", ""), (right[:-2], "length", cut), (right[:-2], "eos", "")],
        "runaway": [(wrong + right * 2, "length", cut), (right * 3, "eos", "")],
        "empty": [([], "eos", ""), ([], "length", ""), ([], "eos", "<|end_of_text|>"), ([], "unknown", "\n")],
    }
    for expected, given_ in cases.items():
        for said, stopped_by, tail in given_:
            assert ended(truth, said, stopped_by, tail) == expected, (expected, len(said), stopped_by, tail[:20])
    for as_said_ in ("does_not_fit", "unsupported", "cancelled", "failed"):
        assert ended(truth, [], as_said_) == as_said_


def test_a_state_is_wide_by_its_true_values_too(programs: dict[str, Truth]) -> None:
    truth = programs["total"]
    steps = copy.deepcopy(truth.steps)
    steps[7].shown = {"xs": "[" + "1, " * 1000 + "]"}
    verdict, _ = judge(steps, truth.said()[:6], sources={}, stopped_by="length", tail="<|li")
    assert verdict.ended == "wide_state"


# ---------------------------------------------------------------- whatever is said


@st.composite
def garbage(draw: st.DrawFn) -> str:
    pieces = st.sampled_from(
        [
            "<|frame_sep|>",
            "<|action_sep|>",
            "<|arg_sep|>",
            "<|end_of_text|>",
            "<|call_sep|>",
            "<|line_sep|>",
            "<|return_sep|>",
            "<|exception_sep|>",
            '{"s": ".."}',
            '{"xs": "[1]", "s": 3}',
            "{}",
            '"3"',
            "\n",
            "    for x in xs:\n",
            "        s += x\n",
            "    return s\n",
            "def f(xs):\n",
            "x",
            '{"',
        ],
    )
    return "".join(draw(st.lists(pieces | st.text(max_size=3), max_size=40)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=garbage(),
    name=st.sampled_from(["total", "helper", "raises"]),
    stopped_by=st.sampled_from(["eos", "length", "unknown"]),
    mode=st.sampled_from(["full", "full", "action", "step"]),
)
def test_whatever_is_said_is_judged(
    text: str, name: str, stopped_by: str, mode: str, programs: dict[str, Truth]
) -> None:
    truth = programs[name]
    parsed = parse(text, truth.context)
    verdict, steps = truth.judge(parsed.steps, tail=parsed.tail, stopped_by=stopped_by, mode=mode)
    begin = len(truth.steps) - sum(v.truth is not None for v in steps)
    assert [v.position for v in steps if v.position is not None] == list(range(len(parsed.steps)))
    assert [v.truth for v in steps if v.truth is not None] == list(range(begin, len(truth.steps)))
    counted = [v for v in steps if v.truth is None or not truth.steps[v.truth].seed]
    assert sum(counts(verdict).values()) == len(counted)
    assert verdict.n_root + verdict.n_inherited == len(counted) - verdict.n_correct
    assert verdict.n_true == sum(v.truth is not None for v in counted)
    assert verdict.n_predicted == sum(v.position is not None for v in counted)
    assert verdict.right_until <= verdict.n_true
    for at, v in enumerate(steps):
        assert v.verdict in VERDICTS
        assert v.rule is None or v.rule in RULES
        assert all(d.rule in RULES for d in v.differs)
        assert (v.root is None) == (v.verdict == "correct")
        assert (v.cause is not None) == (v.root is False)
        assert v.cause is None or (v.cause < at and steps[v.cause].verdict != "correct")
    for field in fields(verdict):
        value = getattr(verdict, field.name)
        assert not isinstance(value, float) or 0 <= value <= 1

"""A text that breaks off may become the true step, until something in it is wrong."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.cwm import render_step
from tracewalk.diff.begun import may_become
from tracewalk.diff.endings import ending
from tracewalk.model import CwmStep

LINE = CwmStep("line", "    b = f(a)  # é\n", {"a": "..", "s": "'x\"\\\\y'"}, {"a": "[1, 2]", "s": "'x\"\\\\y'"})
EMPTY = CwmStep("call", "def main():  # << START_OF_TRACE\n", {}, {})
LEFT = CwmStep("return", "    return a\n", value="{'k': 'é'}")
STEPS = [LINE, EMPTY, LEFT]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.event)
def test_every_beginning_of_the_true_text_may_become_it(step: CwmStep) -> None:
    text = render_step(step).removesuffix("<|frame_sep|>")
    whole = text.replace('".."', json.dumps((step.state or {}).get("a")))  # as chat models write it
    raw = text.replace("\\u00e9", "é")
    for said in (text, whole, raw, "\n" + text, text.replace("  # << START_OF_TRACE", "")):
        assert [said[:at] for at in range(len(said) + 1) if not may_become(step, said[:at])] == []


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (LINE, "<|call_sep|>"),
        (LINE, "<|ret"),
        (LINE, '<|line_sep|>{"b'),
        (LINE, '<|line_sep|>{"a": "[1, 3'),
        (LINE, '<|line_sep|>{"a": "[1, 2]x'),
        (LINE, '<|line_sep|>{"a": "[1]", "s'),
        (LINE, '<|line_sep|>{"a": "..", "s": "..'),
        (LINE, '<|line_sep|>{"a": "..", "c": "1", "'),
        (LINE, '<|line_sep|>{"a": ".."}<|action_sep|>'),
        (LINE, '<|line_sep|>{"a": "..", "s": "\'x\\"\\\\\\\\y\'"}<|action_sep|>    c'),
        (EMPTY, '<|call_sep|>{"a'),
        (EMPTY, "<|call_sep|>{}<|action_sep|>def f"),
        (LEFT, "<|return_sep|>{"),
        (LEFT, "<|return_sep|><|action_sep|>    return b"),
        (LEFT, '<|return_sep|><|action_sep|>    return a\n<|arg_sep|>"[1'),
        (LEFT, "<|return_sep|><|action_sep|>    return a\n<|arg_sep|>\"{'k': 1}\""),
        (LEFT, "I am sorry"),
    ],
)
def test_what_is_wrong_already(step: CwmStep, text: str) -> None:
    assert not may_become(step, text)


def test_what_cannot_be_told_may_be_right() -> None:
    many = CwmStep("line", "x\n", {"s": "{1, 2}"}, {"s": "{1, 2}"})
    assert may_become(many, '<|line_sep|>{"s": "{2, ')
    assert may_become(LINE, '{"a": "..", "s": "')
    shortened = CwmStep("return", "x\n", value="[1, 2, ...", cut=True)
    assert may_become(shortened, '<|return_sep|><|action_sep|>x\n<|arg_sep|>"[1, 2, 3')


def test_a_budget_is_spent_after_the_divergence_where_the_cut_step_is_wrong() -> None:
    def ended(tail: str) -> str:
        return ending([LINE, LEFT], 0, 0, diverged=False, stopped_by="length", tail=tail)

    assert ended('<|line_sep|>{"a": "..", "s') == "budget_while_right"
    assert ended('<|line_sep|>{"a": "[2') == "budget_after_divergence"
    assert ended('<|line_sep|>{"a": "[2' + ", 2" * 700) == "wide_state"


@given(st.sampled_from(STEPS), st.text(st.sampled_from('<|line_sep|>{"a": ".\\u,[]}\n é'), max_size=60))
def test_it_takes_any_text(step: CwmStep, text: str) -> None:
    assert may_become(step, text) in (True, False)
    assert may_become(step, "<|line_sep|>" + text) in (True, False)

"""CWM's chat text: read back as it was written, and in time linear in its length whatever it holds."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.cwm.chat import (
    ASSISTANT,
    THINK,
    Call,
    messages_in,
    read_answer,
    render_answer,
    render_message,
    tokens_in,
    without_tokens,
)

_TOKENS = ["<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|begin_of_text|>", "<|reasoning_thinking_end|>"]
_TAGS = ["<think>\n", "</think>", "<tool: bash>\n", "<tool:", ">", "\n</tool>", "</tool>"]
_PIECES = [*_TOKENS, *_TAGS, "tool: bash", "user", "\n\n", "x"]
HOSTILE = st.text() | st.lists(st.sampled_from(_PIECES)).map("".join)


def test_a_prompt_is_its_messages_and_where_the_model_goes_on() -> None:
    text = "<|begin_of_text|>" + render_message("system", "S") + render_message("user", "U\n") + ASSISTANT + THINK
    before, found = messages_in(text)
    assert before == ""
    assert [(m.role, m.tool, m.body, m.open) for m in found] == [
        ("system", None, "S", False),
        ("user", None, "U\n", False),
        ("assistant", None, "<think>\n", True),
    ]


def test_what_comes_back_may_begin_with_the_end_of_the_turn_before() -> None:
    before, (found, _) = messages_in(
        "<|eot_id|>" + render_message("tool", "<output>\nx\n</output>", "bash") + ASSISTANT
    )
    assert before == ""
    assert (found.role, found.tool, found.body) == ("tool", "bash", "<output>\nx\n</output>")


def test_an_answer_is_thoughts_text_and_calls() -> None:
    found = read_answer("Hm.\n</think>\nI look.\n<tool: bash>\nls -la\npwd\n</tool><|eot_id|>", thinking=True)
    assert found == ("Hm.", "I look.", (Call("bash", "ls -la\npwd"),), None)


@pytest.mark.parametrize(
    ("text", "thinking", "reasoning", "said", "fault"),
    [
        ("Hm.<|reasoning_thinking_end|>So.", True, "Hm.", "So.", None),
        ("<think>\nHm.\n</think>\nSo.", False, "Hm.", "So.", None),
        ("So.", False, None, "So.", None),
        ("I never end", True, "I never end", None, "0 times"),
        ("a</think>b</think>c", True, "a", "b</think>c", "2 times"),
        ("", True, None, None, "0 times"),
    ],
)
def test_thoughts_end_once(
    text: str, thinking: bool, reasoning: str | None, said: str | None, fault: str | None
) -> None:
    found = read_answer(text, thinking=thinking)
    assert (found.reasoning, found.text, found.calls) == (reasoning, said, ())
    assert (found.fault is None) == (fault is None)
    assert (fault or "") in (found.fault or "")


def test_calls_that_are_not_closed_or_nested_are_faulty() -> None:
    found = read_answer("<tool: bash>\nls")
    assert found.calls == (Call("bash", "ls", "it has no </tool>"),)
    found = read_answer("<tool: bash>\necho '<tool: edit>'\n</tool>")
    assert found.calls[0].fault == "a further call begins within it"
    found = read_answer("<tool: python>\na\n</tool>\nand\n<tool: python>\nb</tool>")
    assert [(one.tool, one.body, one.fault) for one in found.calls] == [("python", "a", None), ("python", "b", None)]
    assert found.text == "and"


@given(HOSTILE, HOSTILE, st.lists(st.tuples(st.sampled_from(["bash", "edit"]), st.text(min_size=1)), max_size=3))
def test_what_is_written_is_read_back(reasoning: str, text: str, calls: list[tuple[str, str]]) -> None:
    def plain(value: str) -> str:
        value = without_tokens(value).replace("<tool:", "").replace("</tool>", "").replace("</think>", "")
        return value.replace("<think>", "").strip()

    given_calls = [Call(name, plain(body) or "x") for name, body in calls]
    made = render_answer(plain(reasoning), plain(text), given_calls)
    found = read_answer(made, thinking=True)
    assert found.reasoning == (plain(reasoning) or None)
    assert found.text == (plain(text) or None)
    assert list(found.calls) == given_calls
    assert found.fault is None


@given(st.sampled_from(["user", "system", "tool"]), HOSTILE)
def test_no_text_breaks_out_of_its_message(role: str, body: str) -> None:
    tool = "bash" if role == "tool" else None
    before, found = messages_in(render_message(role, body, tool) + ASSISTANT)
    assert before == ""
    assert [(m.role, m.tool, m.body) for m in found] == [(role, tool, without_tokens(body)), ("assistant", None, "")]
    assert tokens_in(without_tokens(body)) == 0


@given(HOSTILE)
def test_any_text_is_read(text: str) -> None:
    before, found = messages_in(text)
    assert len(before) + sum(len(message.body) for message in found) <= len(text)
    read_answer(text, thinking=True)
    read_answer(text)


@pytest.mark.parametrize("piece", ["<tool: a>\n", "<|start_header_id|>", "<|eot_id|>", "</think>", "<|", "</tool>"])
def test_time_is_linear(piece: str) -> None:
    text = piece * 200_000
    begun = time.process_time()
    messages_in(text)
    read_answer(text, thinking=True)
    assert time.process_time() - begun < 20  # a quadratic reader would take hours

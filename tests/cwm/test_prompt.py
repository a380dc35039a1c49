"""Prompts of every mode, token estimates, and ids as text."""

from __future__ import annotations

import sys

import pytest

from tracewalk.cwm import (
    BARE_SEED,
    CONTEXT_TOKENS,
    Prompts,
    budget,
    byte_level,
    decode,
    estimate_tokens,
    forced,
    parse,
    prompt,
    render,
    render_step,
)
from tracewalk.errors import UsageError


def test_full_is_the_context_and_perhaps_the_first_call(programs):
    made = programs["recursion"].cwm
    head = f"<|begin_of_text|><|trace_context_start|>{made.context.text}<|frame_sep|>"
    assert prompt(made) == head
    assert prompt(made, 1) == f"{head}<|call_sep|>{{}}<|action_sep|>def main():  # << START_OF_TRACE\n<|frame_sep|>"
    assert prompt(made, 1, bare_seed=True) == head + BARE_SEED


def test_step_is_the_true_prefix(programs):
    made = programs["recursion"].cwm
    prompts = Prompts(made)
    for at in range(len(made.steps) + 1):
        assert prompt(made, at) == prompts.before(at)
        assert prompt(made, at) == prompt(made) + "".join(map(render_step, made.steps[:at]))
    assert f"{prompts.text}<|end_of_text|>" == prompt(made) + render(made.steps)


def test_action_and_return_begin_the_step(programs):
    made = programs["recursion"].cwm
    assert prompt(made, 3, event="line") == prompt(made, 3) + "<|line_sep|>"
    assert prompt(made, 3, event="return") == prompt(made, 3) + "<|return_sep|>"
    given = prompt(made, 4, event="return", source="    return 1\n")
    assert given == prompt(made, 4) + "<|return_sep|><|action_sep|>    return 1\n<|arg_sep|>"
    said = parse(render(made.steps[:2])).steps
    assert prompt(made, prefix=said, event="line") == prompt(made, 2, event="line")


def test_what_cannot_be_asked(programs, samples):
    made = programs["recursion"].cwm
    for at in (-1, len(made.steps) + 1):
        with pytest.raises(UsageError, match="there is no prompt before"):
            prompt(made, at)
    with pytest.raises(UsageError, match="several threads"):
        prompt(samples["errand_thread.main"].cwm)
    with pytest.raises(UsageError, match="several threads"):
        Prompts(samples["errand_thread.main"].cwm)
    for event, source in (("jump", None), ("line", "x\n")):
        with pytest.raises(UsageError, match="cannot force"):
            forced(event, source)


def test_a_budget_is_the_estimate_of_the_text(samples):
    for name, made in samples.items():
        if made.cwm.refused is None:
            whole = estimate_tokens(f"{Prompts(made.cwm).text}<|end_of_text|>")
            assert abs(budget(made.cwm) - whole) <= 2 + 0.03 * whole, name
    assert budget(samples["queens.main"].cwm) > CONTEXT_TOKENS > budget(samples["night_shift.main"].cwm)


def test_estimates_agree_with_what_is_published(cruxeval):
    if sys.version_info[:2] != (3, 11):
        pytest.skip("other versions have no frames for comprehensions")
    traces = [estimate_tokens(render(made.cwm.steps[1:])) for made in cruxeval.values()]
    assert sum(traces) / 800 == pytest.approx(497, rel=0.08)
    frames = [step for made in cruxeval.values() for step in made.cwm.steps[1:]]
    assert sum(traces) / len(frames) == pytest.approx(30, rel=0.02)


def test_estimates_of_any_text():
    assert estimate_tokens("") == 0
    assert estimate_tokens("<|frame_sep|>") == 1
    assert estimate_tokens("a b" * 100) == pytest.approx(98, abs=1)
    assert estimate_tokens("<| <|") > 0


def test_ids_are_text():
    vocabulary = {5: b"def", 6: b" f():\n", 7: "é".encode()[:1], 8: "é".encode()[1:], 9: "text"}
    ids = [128_103, 5, 6, 7, 8, 9, 128_100, 77, 8, 128_001]
    assert decode(ids, vocabulary) == "<|call_sep|>def f():\nétext<|frame_sep|><|token 77|>\\xa9<|end_of_text|>"
    assert decode([], {}) == ""


def test_a_byte_level_vocabulary():
    vocabulary = byte_level({"Ġf": 1, "Ċ": 2, "Ã": 3, "©": 4, "a": 5, "<|x|>": 6, "日": 7})
    assert decode([5, 1, 2, 3, 4, 6, 7], vocabulary) == "a f\né<|x|>日"

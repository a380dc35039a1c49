"""The tokens that a server tells of, with their log-probabilities, stand beside the step that they say."""

from __future__ import annotations

from itertools import product

import pytest
from tests.predict.asking import put
from tests.predict.oracle import knowing

from tracewalk.cwm import render_step
from tracewalk.cwm.tokens import ACTION, ARG, EVENT_TOKENS, FRAME
from tracewalk.lake import Lake
from tracewalk.predict import Draft, Part, judged, subject
from tracewalk.predict.said import read


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


@pytest.mark.parametrize(
    ("mode", "shape"),
    [*product(("full", "step", "action", "return"), ("vllm", "llama.cpp")), ("score", "vllm")],
)
def test_each_step_has_the_tokens_of_its_own_text(mode: str, shape: str, lake: Lake, ids: dict[str, str]) -> None:
    answer = put(lake, knowing([subject(lake, ids["helper"]).cwm], shape), ids["helper"], mode)
    for event, raw, seed, texts, chances, chance in answer.steps(
        "event", "raw", "seed", "token_texts", "token_logprobs", "logprob"
    ):
        if mode == "action" and seed and event == "line":
            assert (texts, chances, chance) == (None, None, None)
            continue
        assert "".join(texts) == said_of(raw, event, mode)
        assert len(texts) == len(chances)
        assert chance == pytest.approx(sum(chances)) == pytest.approx(len("".join(texts)) * -0.125) or mode == "score"


def said_of(raw: str, event: str, mode: str) -> str:
    """What of a step's text the model said itself."""
    if mode == "return":
        return raw.removeprefix(EVENT_TOKENS["return"])
    if mode != "action":
        return raw
    if event in ("call", "line"):
        return raw.removeprefix(EVENT_TOKENS[event]).partition(ACTION)[0] + ACTION
    return raw.partition(ARG)[2]


def test_a_server_that_tells_no_tokens_leaves_them_out(lake: Lake, ids: dict[str, str]) -> None:
    answer = put(lake, knowing([subject(lake, ids["loop"]).cwm], "chat"), ids["loop"])
    assert set(answer.steps("token_texts")) == {None}
    assert set(answer.steps("logprob")) == {None}


def test_parts_of_characters_shown_otherwise_move_no_later_token(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["caught"])
    texts = [render_step(step) for step in about.cwm.steps[1:]]
    draft, part = Draft(at=1), Part(1)
    draft.parts.append(part)
    for text in texts:
        body = text.removesuffix(FRAME)
        odd = [body[:9], "\ufffd", "\ufffd", "\ufffd", body[9:], FRAME]  # two characters more than the text has
        draft.add(part, text, [(token, -1.0) for token in odd])
    draft.end("eos")
    found = read(about.cwm, draft, "full").tokens
    assert [tokens[-1].text for tokens in found] == [FRAME] * len(texts)
    assert {len(tokens) for tokens in found} == {6}


def test_an_unknown_log_probability_is_unknown(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["caught"])
    draft = Draft([part := Part(1)], 1)
    part.add(render_step(about.cwm.steps[1]), [("<|line_sep|>", None), ("{", -1.0)])
    draft.end("length")
    rows = judged(about, draft, "full").rows("0" * 32)
    assert rows["token_logprobs"].to_pylist()[0] == [None, -1.0]
    assert rows["logprob"].to_pylist()[0] is None

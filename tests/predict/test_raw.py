"""Whatever a model says is kept to the letter, and judged the same when it is judged again."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.predict.asking import Answer, batch, put
from tests.predict.oracle import Oracle, Server

from tracewalk.cwm import render_step
from tracewalk.cwm.tokens import ACTION, ARG, END, EVENT_TOKENS, FRAME, SPECIAL_IDS
from tracewalk.lake import Lake
from tracewalk.model import STOPPED_BY
from tracewalk.predict import Ask, Asked, Draft, Part, Subject, judged, rescore, settle, subject
from tracewalk.predict.draft import clean
from tracewalk.predict.rescore import draft_of
from tracewalk.predict.said import APART, read

GARBAGE = (
    "",
    "\n\n",
    END,
    FRAME,
    FRAME * 3 + END,
    "I am sorry, but as a language model",
    f'{EVENT_TOKENS["line"]}{{"a": "1"}}{ACTION}    b = a + 1\n',
    f'{EVENT_TOKENS["line"]}{{"a": 1, "a": [1]}}{ACTION}    b = a + 1\n{FRAME}{EVENT_TOKENS["call"]}',
    f'{EVENT_TOKENS["return"]}{ARG}"4"{FRAME}{EVENT_TOKENS["return"]}{ACTION}{ARG}{FRAME}',
    f'{{"a": "\ud800"}}{ACTION}x\x00y\n{FRAME}"\\ud800"{FRAME}é\U0001f40d',
    "[" * 5_000 + f'{{"a": "{"9" * 9_000}"}}' + FRAME,
    f"a{END}b{FRAME}<|eot_id|>c",
)


@pytest.mark.parametrize("mode", ["full", "step", "action", "return"])
def test_what_a_server_says_is_kept(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    for text in GARBAGE:
        server = Server(lambda _prompt, text=text: text)
        answer = put(lake, server, ids["straight"], mode)
        assert answer.text() == expected(answer, mode, server), (mode, text)
        assert answer.prediction.stopped_by in STOPPED_BY


@pytest.mark.parametrize("mode", ["full", "step", "action", "return"])
def test_what_a_chat_model_says_is_kept_where_it_is_no_step(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    for text in (*GARBAGE, '{"steps": [1, {"event": "line"}]}', '{"event": "line", "line": 2, "locals": 7', "{}" * 50):
        chatty = Oracle([])
        chatty.chat = lambda _told, text=text: text  # type: ignore[method-assign]
        answer = put(lake, Server(chatty.after, "chat", chatty), ids["straight"], mode)
        assert answer.verdict.ended not in ("failed", "unsupported")
        assert answer.text() == "".join(part.text for part in answer.draft.parts)


def expected(answer: Answer, mode: str, server: Server) -> str:
    """What was said, with what was given."""
    said = [clean(text) for text in server.said]
    if mode in ("full", "step"):
        return "".join(said)
    if mode == "return":
        return EVENT_TOKENS["return"] + said[0]
    parts = []
    for step in answer.about.cwm.steps[1:]:
        token = EVENT_TOKENS[step.event]
        if step.seed and step.state is not None:
            parts.append(render_step(step))
        elif step.state is not None:
            parts.append(f"{token}{said.pop(0).removesuffix(ACTION)}{ACTION}{step.source}{FRAME}")
        else:
            parts.append(f"{token}{ACTION}{step.source}{ARG}{said.pop(0).removesuffix(FRAME)}{FRAME}")
    return "".join(parts)


def test_rescore_finds_nothing_new_in_garbage(lake: Lake, ids: dict[str, str]) -> None:
    texts = cycle(GARBAGE)
    for model, mode in enumerate(("full", "full", "step", "action", "return")):
        server = Server(lambda _prompt: next(texts), model=f"m{model}")
        batch(lake, server, list(ids.values()), Ask(mode))
    before = kept(lake)
    assert len(before) == len(ids) * 5
    done = rescore(lake, everything=True)
    assert (done.predictions, done.changed, done.left) == (len(before), 0, 0)
    assert kept(lake) == before


def kept(lake: Lake) -> dict[str, tuple[dict[str, object], list[dict[str, object]]]]:
    ids = lake.query("predict/rescored", {"version": 0, "everything": True})["prediction_id"].to_pylist()
    return {found: (lake.prediction(found), lake.predicted_steps(found).to_pylist()) for found in ids}


@pytest.fixture(scope="module")
def about(filled: Path) -> Subject:
    with Lake.open(filled) as lake:
        found = lake.query("predict/tasks", {"dataset": "rows"}).to_pydict()
        return subject(lake, dict(zip(found["task_id"], found["trace_id"], strict=True))["helper"])


@st.composite
def spoilt(draw: st.DrawFn, frames: list[str]) -> str:
    """Some of the true frames, cut, doubled, dropped and mixed with special tokens and any text."""
    piece = st.one_of(
        st.sampled_from(frames),
        st.sampled_from(frames).flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[:at])),
        st.sampled_from([*SPECIAL_IDS.values(), "{", "}", '"', "\\", "\n", ": ", "\x00", "\ud800"]),
        st.text(max_size=8),
    )
    return "".join(draw(st.lists(piece, max_size=12)))


ONCE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONCE
@given(data=st.data(), mode=st.sampled_from(["full", "step", "action", "return"]), stopped=st.sampled_from(STOPPED_BY))
def test_any_draft_is_kept_and_read_again_as_it_was(
    about: Subject, data: st.DataObject, mode: str, stopped: str
) -> None:
    frames = [render_step(step) for step in about.cwm.steps]
    draft = Draft(at=1)
    places = list(range(1, len(frames))) if mode in APART else [1]
    for at in places[: data.draw(st.integers(1, len(places)))]:
        draft.parts.append(part := Part(at))
        draft.add(part, data.draw(spoilt(frames)))
    for part in draft.parts[:-1]:
        part.over = True
    draft.end(stopped)
    text = "".join(part.text for part in draft.parts)

    ask = Ask(mode)
    prediction, rows = settle(about, Asked(ask, ask.identity(about.trace.trace_id, "m", "cwm"), "m", "box"), draft)
    answer = Answer(about, draft, prediction, rows)
    assert answer.text() == text
    positions = [at for at in answer.steps("position") if at is not None]
    assert sorted(positions) == list(range(len(positions)))
    row, steps = prediction.row(), rows.to_pylist()
    again = draft_of(about, row, steps)
    assert judged(about, again, mode).verdict == prediction.verdict
    assert read(about.cwm, again, mode).tail == prediction.tail

"""How a prediction ends that does not come to its end: what came is kept, and it is said why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace

import pytest
from tests.predict.asking import Answer, asking, put
from tests.predict.oracle import Server, box, knowing
from tests.predict.servers import QUICK, STREAM, Seen, endpoint, event, http, speaking
from tests.predict.servers import Answer as Bytes

from tracewalk.cwm import render_step
from tracewalk.errors import UsageError
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Draft, next_try, say, settle, subject
from tracewalk.settings import Settings

LIMIT = {"error": {"message": "slow down", "type": "rate_limit"}}
LONG = {"message": "This model's maximum context length is 64 tokens. However, you requested 99 tokens "
        "(90 in the messages, 9 in the completion).", "code": 400}  # fmt: skip


@pytest.fixture
def lake(reading: Lake) -> Lake:
    """Nothing is written here."""
    return reading


def over(lake: Lake, trace_id: str, says: Bytes, mode: str = "full", settings: Settings = QUICK) -> Answer:
    """The answer of a server that says these bytes."""

    async def run() -> Answer:
        async with speaking(says) as spoken:
            return await asking(lake, endpoint(spoken.url, settings), subject(lake, trace_id), Ask(mode))

    return asyncio.run(run())


def test_a_cut_in_the_middle_of_a_step(lake: Lake, ids: dict[str, str]) -> None:
    frames = [render_step(step) for step in subject(lake, ids["straight"]).cwm.steps[1:]]
    said = "".join(frames[:3]) + frames[3][:20]
    answer = over(lake, ids["straight"], lambda _: [STREAM, *(event(said[i : i + 7]) for i in range(0, len(said), 7))])
    assert answer.text() == said
    assert (answer.prediction.tail, answer.verdict.ended) == (frames[3][:20], "failed")
    assert "closed the connection before its answer was whole" in str(answer.prediction.error)
    assert answer.steps("position", "verdict")[:4] == [
        (0, "correct"),
        (1, "correct"),
        (2, "correct"),
        (None, "missing"),
    ]
    assert not answer.prediction.tokens_exact


def test_a_cut_between_steps_asked_one_by_one(lake: Lake, ids: dict[str, str]) -> None:
    frames = [render_step(step) for step in subject(lake, ids["straight"]).cwm.steps]

    def says(seen: Seen) -> Iterable[bytes]:
        whole = [STREAM, event(frames[seen.n + 2]), event("", "stop"), b"data: [DONE]\n\n"]
        return whole if seen.n < 2 else [STREAM, event(frames[4][:9])]

    answer = over(lake, ids["straight"], says, "step")
    assert (answer.steps("truth", "verdict"), answer.prediction.tail) == (
        [(2, "correct"), (3, "correct")],
        frames[4][:9],
    )
    assert (answer.verdict.ended, answer.verdict.n_true) == ("failed", 2)


@pytest.mark.parametrize("mode", ["full", "step", "action", "return", "score"])
def test_a_storm_of_refusals(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["loop"]).cwm], fails=lambda _: (429, LIMIT))
    answer = put(lake, server, ids["loop"], mode)
    assert (answer.verdict.ended, answer.prediction.tail, len(server.asked)) == ("failed", "", 3)
    assert "too many requests (HTTP 429): 'slow down'" in str(answer.prediction.error)
    assert "It was asked 3 times." in str(answer.prediction.error)


def test_a_refusal_now_and_then_is_waited_out(lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["loop"]).cwm], fails=lambda n: (429, LIMIT) if n % 3 else None)
    assert put(lake, server, ids["loop"], "step").verdict.exact


def test_a_hang(lake: Lake, ids: dict[str, str]) -> None:
    hasty = replace(QUICK, answer_idle_seconds=0.1)
    answer = over(lake, ids["loop"], lambda _: [STREAM, event("<|line_sep|>{"), 30.0], settings=hasty)
    assert (answer.verdict.ended, answer.prediction.tail) == ("failed", "<|line_sep|>{")
    assert "has sent nothing for 0.1 s" in str(answer.prediction.error)


def test_a_page_instead_of_an_answer(lake: Lake, ids: dict[str, str]) -> None:
    answer = over(lake, ids["loop"], lambda _: [http("200 OK", b"<html>Log in</html>", "text/html")])
    assert (answer.verdict.ended, answer.text()) == ("failed", "")
    assert "text/html and no JSON object: '<html>Log in</html>'" in str(answer.prediction.error)


@pytest.mark.parametrize("mode", ["full", "step", "action", "return", "score"])
def test_a_context_that_is_known_to_be_too_short_is_not_tried(mode: str, lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["loop"]).cwm], context=50)
    answer = put(lake, server, ids["loop"], mode)
    assert (answer.verdict.ended, answer.verdict.exact, server.asked) == ("does_not_fit", False, [])
    assert "more than the 50 of the model's context" in str(answer.prediction.error)


def test_a_trace_far_beyond_the_context_is_not_even_counted(samples: Lake) -> None:
    long = samples.cursor().sql("SELECT trace_id FROM traces WHERE n_steps > 4000 ORDER BY n_steps LIMIT 1")
    ((trace_id,),) = long.fetchall()
    answer = put(samples, knowing([], context=2_000), trace_id)
    assert (answer.verdict.ended, answer.prediction.prompt_tokens) == ("does_not_fit", None)
    assert "prompt and true trace are about" in str(answer.prediction.error)
    # From its call straight to its return it is short enough.
    server = Server(lambda _: "what?", context=2_000)
    assert (put(samples, server, trace_id, "return").verdict.n_true, len(server.asked)) == (1, 1)


def test_a_server_that_finds_it_too_long(lake: Lake, ids: dict[str, str]) -> None:
    server = knowing([subject(lake, ids["loop"]).cwm], fails=lambda n: (400, LONG) if n > 2 else None)
    answer = put(lake, server, ids["loop"], "step")
    assert (answer.prediction.stopped_by, answer.steps("truth"), answer.prediction.tail) == ("length", [2, 3, 4], "")
    server = knowing([subject(lake, ids["loop"]).cwm], fails=lambda _: (400, LONG))
    answer = put(lake, server, ids["loop"])
    assert answer.verdict.ended == "does_not_fit"
    assert "the prompt of 90 tokens and what is to be said do not fit" in str(answer.prediction.error)


def test_a_budget_ends_it_where_it_is(lake: Lake, ids: dict[str, str]) -> None:
    right = put(lake, None, ids["loop"], max_tokens=60)
    assert (right.verdict.ended, right.prediction.stopped_by) == ("budget_while_right", "length")
    step = put(lake, None, ids["loop"], "step", max_tokens=3)
    assert set(step.steps("verdict")) == {"malformed"}
    assert len(step.steps("raw")) == step.verdict.n_true == 11


def test_what_was_said_until_it_was_stopped_is_kept(lake: Lake, ids: dict[str, str]) -> None:
    about = subject(lake, ids["loop"])
    for mode in ("full", "step", "action"):
        for pieces in (1, 5, 40):
            asyncio.run(_stopped(lake, about.trace.trace_id, mode, pieces))


async def _stopped(lake: Lake, trace_id: str, mode: str, pieces: int) -> None:
    about, draft, ask = subject(lake, trace_id), Draft(), Ask(mode)
    async with box(server := knowing([about.cwm])) as at, aclosing(say(at, about, ask, draft)) as speaking_:
        async for _ in speaking_:
            pieces -= 1
            if not pieces:
                break
        asked = next_try(lake, at.config, await at.probe(), ask, trace_id)
    text = "".join(part.text for part in draft.parts)
    draft.end("cancelled", "stopped by a visitor")
    answer = Answer(about, draft, *settle(about, asked, draft))
    assert (answer.verdict.ended, answer.text()) == ("cancelled", text)
    assert set(answer.steps("verdict")) <= {"correct", "missing"}
    assert server.asked


def test_a_mode_or_a_step_that_is_none(lake: Lake, ids: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="mode 'guess' is none; there are: full, step, action, return, score"):
        Ask("guess")
    with pytest.raises(UsageError, match=f"trace {ids['loop']} has no step 99; its steps are 0 to 13"):
        put(lake, None, ids["loop"], from_step=99)

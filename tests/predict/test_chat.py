"""Protocol `chat`: what is asked, and how an answer of any form becomes CWM's text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.predict.servers import DONE, STREAM, endpoint, mocked, speaking

from tracewalk.cwm import Context, parse, render
from tracewalk.errors import EndpointError, EndpointRefused
from tracewalk.model import CwmStep
from tracewalk.predict.answer import Piece, Usage
from tracewalk.predict.chat import chat
from tracewalk.predict.chat_format import CHAT_PROMPT_VERSION, Place, conversation, line_of, schema
from tracewalk.predict.chat_frames import frame_text
from tracewalk.predict.chat_objects import ObjectReader
from tracewalk.predict.endpoint import Endpoint

FRAME, END = "<|frame_sep|>", "<|end_of_text|>"
SOURCE = "def f(d):\n    try:\n        return d[1]\n    except KeyError:\n        return -1\n\n"
SOURCE += "def main():  # << START_OF_TRACE\n    return f({})\n"
CONTEXT = Context(SOURCE, (*(("p", n) for n in range(1, 6)), *[("", 0)] * 3))
RAISED = "(<class 'KeyError'>, KeyError(1), <traceback object>)"
STEPS: list[dict[str, Any]] = [
    {"event": "call", "line": 7, "locals": [], "value": None},
    {"event": "line", "line": 8, "locals": [], "value": None},
    {"event": "call", "line": 1, "locals": [{"name": "d", "value": "{}"}], "value": None},
    {"event": "line", "line": 2, "locals": [{"name": "d", "value": "{}"}], "value": None},
    {"event": "line", "line": 3, "locals": [{"name": "d", "value": "{}"}], "value": None},
    {"event": "exception", "line": 3, "locals": [], "value": RAISED},
    {"event": "line", "line": 4, "locals": [{"name": "d", "value": "{}"}], "value": None},
    {"event": "line", "line": 5, "locals": [{"name": "d", "value": "{}"}], "value": None},
    {"event": "return", "line": 5, "locals": [], "value": "-1"},
    {"event": "return", "line": 8, "locals": [], "value": "-1"},
]
ANSWER = json.dumps({"steps": STEPS})
TEXT = "".join(frame_text(json.dumps(step), CONTEXT) for step in STEPS)


def truth() -> list[CwmStep]:
    return parse(TEXT, CONTEXT).steps


# What is asked


def test_the_words_of_a_version_stay() -> None:
    """Where this fails, the conversation has changed: raise CHAT_PROMPT_VERSION, then write the new digest here."""
    asked: list[Any] = []
    places: tuple[Place, ...] = ("trace", "frame", "left")
    for place in places:
        asked += [conversation(CONTEXT, truth()[:4], place), schema(CONTEXT, place)]
    asked += [conversation(CONTEXT, truth()[:4], "frame", truth()[4]), schema(CONTEXT, "frame", truth()[4])]
    digest = blake2b(json.dumps(asked).encode(), digest_size=8).hexdigest()
    assert (CHAT_PROMPT_VERSION, digest) == (1, "de75ad650d6d8b51")


def test_steps_are_shown_with_whole_states_and_the_numbers_of_their_lines() -> None:
    messages = conversation(CONTEXT, truth(), "trace")
    assert [role for role, _ in messages] == ["system", "user", "assistant", "user"]
    last = messages[-1][1]
    assert all(f"{n}: {line}\n" in last for n, line in enumerate(SOURCE.splitlines(), 1))
    shown = [json.loads(line) for line in last.splitlines() if line.startswith('{"event"')]
    assert shown == STEPS
    assert "Steps so far:\nnone\n" in conversation(CONTEXT, [], "frame")[-1][1]


def test_the_worked_example_is_an_answer_like_any_other() -> None:
    """Its words are what a model imitates: they must be right."""
    _, (_, asked), (_, answer), _ = conversation(CONTEXT, [], "trace")
    numbered = asked.partition("Source:\n")[2].partition("\n\nSteps")[0].splitlines()
    source = "".join(line.partition(": ")[2] + "\n" for line in numbered)
    context = Context(source, tuple(("p", n) for n in range(1, len(numbered) + 1)))
    before = [line for line in asked.splitlines() if line.startswith('{"event"')]
    after = [json.dumps(step) for step in json.loads(answer)["steps"]]
    parsed = parse("".join(frame_text(raw, context) for raw in before + after) + END, context)
    assert all(step.fault is None for step in parsed.steps)
    assert [step.line for step in parsed.steps] == [5, 6, 1, 2, 3, 3, 6]
    assert parsed.steps[-1].value == "3"


@pytest.mark.parametrize("place", ["trace", "frame", "left"])
def test_the_schema_is_one_that_the_strictest_server_takes(place: Place) -> None:
    def check(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            for child in node.values():
                check(child)

    root = schema(CONTEXT, place)
    check(root)
    assert root["type"] == "object"
    step = root["properties"]["steps"]["items"] if place == "trace" else root
    assert step["properties"]["line"]["enum"] == [1, 2, 3, 4, 5, 7, 8]
    assert ("call" in step["properties"]["event"]["enum"]) == (place != "left")
    long = Context("x = 1\n" * 500, (("p", 1),) * 500)
    assert "enum" not in schema(long, "frame")["properties"]["line"]


def test_a_line_that_no_program_has_is_found_by_its_text() -> None:
    assert line_of(CONTEXT, CwmStep("call", "def main():\n")) == 7
    assert line_of(CONTEXT, CwmStep("line", "    return d[1]\n", program_id="p", line=3)) == 3
    assert line_of(CONTEXT, CwmStep("line", "nowhere\n")) == 0


# How an answer is read


def found(text: str, cuts: Sequence[int] = ()) -> list[tuple[bool, str]]:
    reader = ObjectReader()
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    return [x for a, b in pairwise(places) for x in reader.feed(text[a:b])] + reader.rest()


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        json.dumps({"steps": STEPS}, indent=4),
        json.dumps(STEPS),
        "\n".join(map(json.dumps, STEPS)),
        "```json\n" + ANSWER + "\n```",
        '<think>A step is {"event": 1}, so {</think>\n' + ANSWER,
    ],
)
def test_objects_are_found_in_any_packing(text: str) -> None:
    assert [(is_object, json.loads(raw)) for is_object, raw in found(text)] == [(True, step) for step in STEPS]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2_000), max_size=20))
def test_it_does_not_matter_how_an_answer_is_cut(cuts: list[int]) -> None:
    assert found(ANSWER, cuts) == found(ANSWER)


@settings(deadline=None)
@given(st.text(st.sampled_from('{}[]",:\\ab1 \n'), max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_any_text_is_read_and_what_says_something_is_kept(text: str, cuts: list[int]) -> None:
    parts = found(text, cuts)
    assert parts == found(text)
    kept = "".join(raw for _, raw in parts)
    assert all(kept.count(char) == text.count(char) for char in "ab1" if '"steps"' not in text)


def test_words_around_objects_are_kept_and_a_cut_object_too() -> None:
    step = json.dumps(STEPS[0])
    assert found(f"Here it is: {step} I hope") == [(False, "Here it is: "), (True, step), (False, " I hope")]
    assert found(f'{{"steps": [{step}, {{"event": "li') == [(True, step), (False, '{"event": "li')]
    assert found("I cannot do that.") == [(False, "I cannot do that.")]
    assert found("<think>endless {") == []


def test_a_hostile_answer_takes_time_in_proportion() -> None:
    assert len(found("{" * 200_000)) == 1
    assert len(found('{"a": [' + "[" * 200_000)) == 1
    assert len(found('{"a": "' + "\\" * 200_000)) == 1


# How an object becomes a frame


def test_the_text_is_read_as_the_steps_that_were_meant() -> None:
    steps = truth()
    assert all(step.fault is None for step in steps)
    assert [(step.event, step.line or line_of(CONTEXT, step)) for step in steps] == [
        (s["event"], s["line"]) for s in STEPS
    ]
    assert [step.state for step in steps if step.state is not None][-1] == {"d": "{}"}
    assert steps[5].value == RAISED
    assert render(steps) == TEXT + END


@pytest.mark.parametrize(
    "step",
    [
        "{",
        "[]",
        "{}",
        '{"event": "jump", "line": 1, "locals": [], "value": null}',
        '{"event": "line", "line": 0, "locals": []}',
        '{"event": "line", "line": 99, "locals": []}',
        '{"event": "line", "line": true, "locals": []}',
        '{"event": "line", "line": "3", "locals": []}',
        '{"event": "line", "line": 3, "locals": null}',
        '{"event": "line", "line": 3, "locals": ["d"]}',
        '{"event": "line", "line": 3, "locals": [{"name": "d", "value": 5}]}',
        '{"event": "line", "line": 3, "locals": [{"value": "5"}]}',
        '{"event": "return", "line": 3, "locals": []}',
        '{"event": "return", "line": 3, "value": 3}',
        '{"event": ["line"], "line": 3}',
        '{"a": ' * 100_000,
    ],
)
def test_what_is_no_step_stays_as_it_was_said(step: str) -> None:
    assert frame_text(step, CONTEXT) == step + FRAME
    parsed = parse(frame_text(step, CONTEXT) + TEXT, CONTEXT)
    assert parsed.head + "".join(s.raw for s in parsed.steps) + parsed.tail == step + FRAME + TEXT


def test_other_ways_to_say_the_same() -> None:
    as_object = '{"event": "line", "line": 3, "locals": {"d": "{}"}}'
    assert frame_text(as_object, CONTEXT) == frame_text(json.dumps(STEPS[4]), CONTEXT)
    bare = json.dumps(STEPS[5] | {"value": "KeyError(1)"})
    assert frame_text(bare, CONTEXT) == frame_text(json.dumps(STEPS[5]), CONTEXT)


def test_a_given_event_and_line_stand_whatever_is_repeated() -> None:
    wrong = json.dumps(STEPS[4] | {"event": "call", "line": 1})
    assert frame_text(wrong, CONTEXT, truth()[4]) == frame_text(json.dumps(STEPS[4]), CONTEXT)


# Asked for real, of servers of all kinds


async def said(box: Endpoint, **asked: Any) -> list[Piece]:
    async with box:
        return [piece async for piece in chat(box, CONTEXT, truth()[:1], **{"max_tokens": 900} | asked)]


def chatting(
    content: str, refuses: Callable[[dict[str, Any]], str | None] = lambda body: None, finish: str = "stop"
) -> tuple[list[dict[str, Any]], Endpoint]:
    """A server that says this to whoever asks as it likes."""
    bodies: list[dict[str, Any]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": [{"id": "m"}]})
        assert request.url.path == "/v1/chat/completions"
        bodies.append(json.loads(request.content))
        if no := refuses(bodies[-1]):
            return httpx.Response(400, json={"error": {"message": no}})
        message = {"role": "assistant", "content": content, "reasoning_content": "hm"}
        usage = {"prompt_tokens": 7, "completion_tokens": 5}
        return httpx.Response(200, json={"choices": [{"message": message, "finish_reason": finish}], "usage": usage})

    return bodies, mocked(handler, protocol="chat")


def test_a_trace_ends_with_its_end() -> None:
    bodies, box = chatting(json.dumps({"steps": STEPS[1:]}))
    pieces = asyncio.run(said(box))
    assert render(truth()[:1]).removesuffix(END) + "".join(piece.text for piece in pieces) == TEXT + END
    assert (pieces[-1].finish, pieces[-1].usage) == ("eos", Usage(7, 5))
    assert bodies[0]["response_format"]["json_schema"]["schema"] == schema(CONTEXT, "trace")
    assert bodies[0]["messages"][-1]["role"] == "user"


@pytest.mark.parametrize(
    ("asked", "step"),
    [({"place": "frame"}, 1), ({"place": "left"}, 9), ({"given": truth()[4]}, 4)],
)
def test_one_frame_is_one_frame(asked: dict[str, Any], step: int) -> None:
    _, box = chatting(json.dumps(STEPS[step]) + json.dumps(STEPS[0]) + "So it is.")
    pieces = asyncio.run(said(box, **asked))
    assert "".join(piece.text for piece in pieces) == frame_text(json.dumps(STEPS[step]), CONTEXT)
    assert pieces[-1].finish == "stop"


def test_an_answer_that_is_cut_at_the_limit_shows_where() -> None:
    _, box = chatting(ANSWER[: ANSWER.index("exception")], finish="length")
    pieces = asyncio.run(said(box))
    assert "".join(piece.text for piece in pieces) == TEXT[: TEXT.index("<|exception_sep|>")] + '{"event": "'
    assert pieces[-1].finish == "length"


def test_a_model_that_declines_is_quoted() -> None:
    _, box = chatting("I cannot do that.")
    assert "".join(piece.text for piece in asyncio.run(said(box))) == "I cannot do that." + END


def test_a_server_without_schemas_is_asked_for_any_json_then_for_anything_and_remembered() -> None:
    def refuses(body: dict[str, Any]) -> str | None:
        kind = body.get("response_format", {}).get("type")
        return f"response_format {kind} is not supported" if kind else None

    async def twice() -> None:
        bodies, box = chatting(ANSWER, refuses)
        async with box:
            for _ in range(2):
                text = "".join([piece.text async for piece in chat(box, CONTEXT, [], max_tokens=9)])
                assert text == TEXT + END
        kinds = [body.get("response_format", {}).get("type") for body in bodies]
        assert kinds == ["json_schema", "json_object", None, None]

    asyncio.run(twice())


def test_a_model_that_knows_the_limit_by_another_name() -> None:
    def refuses(body: dict[str, Any]) -> str | None:
        other = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
        return other if "max_tokens" in body else None

    bodies, box = chatting(ANSWER, refuses)
    assert asyncio.run(said(box))[-1].finish == "eos"
    assert bodies[-1]["max_completion_tokens"] == 900


def test_a_refusal_of_something_else_is_told() -> None:
    _, box = chatting(ANSWER, lambda body: "temperature must be 1")
    with pytest.raises(EndpointRefused, match="temperature must be 1"):
        asyncio.run(said(box))


def delta(text: str | None, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def test_each_frame_comes_as_soon_as_its_object_is_whole() -> None:
    async def streamed() -> None:
        pieces = [delta(ANSWER[i : i + 7]) for i in range(0, len(ANSWER), 7)]
        async with speaking(lambda seen: [STREAM, delta(None), *pieces, delta("", "stop"), DONE]) as server:
            came = await said(endpoint(server.url))
        assert [piece.text for piece in came] == [f + FRAME for f in TEXT.split(FRAME)[:-1]] + [END]

    asyncio.run(streamed())


def test_what_came_before_a_failure_is_kept() -> None:
    async def cut() -> None:
        first = json.dumps({"steps": STEPS[:2]})[:-2] + ', {"event'
        came = ""
        async with speaking(lambda seen: [STREAM, delta(first)]) as server, endpoint(server.url) as box:
            try:
                async for piece in chat(box, CONTEXT, [], max_tokens=9):
                    came += piece.text
            except EndpointError as error:
                assert error.text == came
        two = "".join(f + FRAME for f in TEXT.split(FRAME)[:2])
        assert came == two + '{"event'

    asyncio.run(cut())

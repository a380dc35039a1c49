"""Protocol `chat` against llama.cpp's own server: the tiny model cannot chat, but the schema holds it to the form."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.predict.llama import serving, weights, with_context
from tests.predict.servers import endpoint
from tests.predict.test_chat import CONTEXT, END, FRAME, truth

from tracewalk.cwm import parse
from tracewalk.predict.answer import Piece
from tracewalk.predict.chat import chat
from tracewalk.predict.chat_format import Place


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    longer = with_context(weights(), tmp_path_factory.mktemp("model") / "longer.gguf", 8_192)
    with serving(longer, 8_192) as address:
        yield address


def said(url: str, n: int, place: Place, max_tokens: int) -> list[Piece]:
    async def ask() -> list[Piece]:
        async with endpoint(url, protocol="chat") as box:
            pieces = chat(box, CONTEXT, truth()[:n], max_tokens=max_tokens, place=place)
            return [piece async for piece in pieces]

    return asyncio.run(ask())


@pytest.mark.parametrize(("n", "place"), [(0, "frame"), (1, "frame"), (0, "left")])
def test_one_step_keeps_to_the_schema(url: str, n: int, place: Place) -> None:
    pieces = said(url, n, place, 300)
    usage = pieces[-1].usage
    assert usage is not None
    assert usage.prompt > 1_000
    text = "".join(piece.text for piece in pieces)
    if pieces[-1].finish == "length":  # a value without an end is within the schema
        assert text.lstrip().startswith("{")
        return
    assert pieces[-1].finish == "stop"
    (step,) = parse(text, CONTEXT).steps
    assert text.endswith(FRAME)
    assert step.source in CONTEXT.text.splitlines(keepends=True)
    assert place == "frame" or step.event in ("return", "exception")


def test_a_trace_is_a_list_of_steps_or_is_cut(url: str) -> None:
    pieces = said(url, 1, "trace", 300)
    text = "".join(piece.text for piece in pieces)
    assert pieces[-1].finish in ("eos", "length")
    assert text.endswith(END) == (pieces[-1].finish == "eos")
    assert all(step.raw.endswith(FRAME) for step in parse(text, CONTEXT).steps)

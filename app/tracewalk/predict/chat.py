"""Protocol `chat`: any chat model asked for steps as JSON, and what it says as CWM's text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from tracewalk.cwm import Context
from tracewalk.cwm.tokens import END, FRAME
from tracewalk.errors import EndpointError
from tracewalk.model import CwmStep
from tracewalk.predict.answer import Piece
from tracewalk.predict.chat_format import Place, conversation, schema
from tracewalk.predict.chat_frames import frame_text
from tracewalk.predict.chat_objects import ObjectReader
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.request import ChatRequest

__all__ = ["chat"]


async def chat(
    endpoint: Endpoint,
    context: Context,
    before: Sequence[CwmStep],
    *,
    max_tokens: int,
    place: Place = "trace",
    given: CwmStep | None = None,
    temperature: float = 0.0,
    top_p: float = 1.0,
    seed: int = 0,
    afresh: bool = False,
) -> AsyncGenerator[Piece, None]:
    """The steps after those of `before`, each as a frame of CWM's text as soon as it is whole.

    `place`: all of them, the next, or the one at which the function entered last is left; `given`: the true step whose
    event and line are told, so that only its values are asked for. What the model says that is no step comes as it is.
    The last piece has the finish: `eos` where the trace ends as the model says, `stop` after one frame. Raises
    `EndpointError`, whose `text` is what came, as CWM's text.
    """
    request = ChatRequest(
        conversation(context, before, place, given),
        max_tokens,
        temperature,
        top_p,
        seed,
        schema=schema(context, place, given),
        afresh=afresh,
    )
    frames = _Frames(context, given, one=place != "trace" or given is not None)
    last = Piece("")
    try:
        async with aclosing(endpoint.chat(request)) as pieces:
            async for last in pieces:
                if text := frames.feed(last.text):
                    yield Piece(text)
    except EndpointError as error:
        if cut := frames.rest():
            yield Piece(cut)
        error.text = frames.text
        raise
    yield frames.end(last)


class _Frames:
    """What has been said so far, as CWM's text; where one frame was asked for, what comes after it is left out."""

    def __init__(self, context: Context, given: CwmStep | None, *, one: bool) -> None:
        self.text = ""
        self._context = context
        self._given = given
        self._one = one
        self._objects = ObjectReader()

    def feed(self, text: str) -> str:
        """The frames that this text completes."""
        return self._add(self._objects.feed(text))

    def rest(self) -> str:
        """What was not completed."""
        return self._add(self._objects.rest())

    def end(self, last: Piece) -> Piece:
        """The last piece, from the last of the answer."""
        rest = self.rest()
        if last.finish != "eos":
            return Piece(rest, (), last.finish or "unknown", last.usage)
        if self._one:
            return Piece(rest, (), "stop" if self.text else "eos", last.usage)
        return Piece(rest + END, (), "eos", last.usage)

    def _add(self, found: list[tuple[bool, str]]) -> str:
        new = ""
        for is_object, text in found:
            if self._one and FRAME in self.text + new:
                break
            new += frame_text(text, self._context, self._given) if is_object else text
        self.text += new
        return new

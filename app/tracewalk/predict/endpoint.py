"""An endpoint: a server that runs a model, asked in OpenAI's protocol."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self

import httpx

from tracewalk.errors import ContextOverflow, EndpointError, EndpointRefused, Unsupported
from tracewalk.predict.answer import Completion, Piece, Token
from tracewalk.predict.config import EndpointConfig
from tracewalk.predict.ending import Ending
from tracewalk.predict.key import Key
from tracewalk.predict.patience import Sleep
from tracewalk.predict.probe import probe
from tracewalk.predict.reader import AnswerReader
from tracewalk.predict.refused import refused_fields, refuses_grammar
from tracewalk.predict.request import ChatRequest, Request, chat_body, completion_body
from tracewalk.predict.scoring import score
from tracewalk.predict.server import ServerInfo, TokenCount
from tracewalk.predict.tokenizing import tokenize
from tracewalk.predict.wire import Wire
from tracewalk.settings import Settings, load

__all__ = ["Endpoint"]

_UNCONSTRAINED = "Constrained decoding needs llama.cpp or vLLM. Ask without --constrain."


class Endpoint:
    """An async context manager over one configured server.

    `estimate` counts tokens where the server cannot; `encode` turns a prompt into token ids for fgserve, which reads
    no special tokens in text. `environ` holds the key. `transport` and `sleep` are for tests.
    """

    def __init__(
        self,
        config: EndpointConfig,
        *,
        estimate: Callable[[str], int],
        encode: Callable[[str], list[int]] | None = None,
        settings: Settings | None = None,
        environ: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.config = config
        self._estimate = estimate
        self._encode = encode
        settings = settings or load()
        env = os.environ if environ is None else environ
        key = Key.read(config.name, config.key_variable, config.key_env is not None, env)
        self._wire = Wire(config, key, settings, transport, sleep)
        self._slots = asyncio.Semaphore(settings.answers_at_once)
        self._probing = asyncio.Lock()
        self._info: ServerInfo | None = None
        self._left_out: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.close()

    @property
    def left_out(self) -> frozenset[str]:
        """Fields of requests that this server refused, e.g. `seed`: asked again without them."""
        return frozenset(self._left_out)

    async def probe(self) -> ServerInfo:
        """What the server is; asked once. Raises `EndpointError`."""
        async with self._probing:
            if self._info is None:
                self._info = await probe(self._wire, self.config)
            return self._info

    async def count_tokens(self, text: str) -> TokenCount:
        """Tokens of a text: by the server's own tokenizer, special tokens read as such, none added; else estimated."""
        info = await self.probe()
        if info.tokenizes:
            tokens = await tokenize(self._wire, info.kind, info.asked, text)
            if tokens is not None:
                return TokenCount(len(tokens), exact=True)
        if info.kind == "fgserve" and self._encode is not None:
            return TokenCount(len(self._encode(text)), exact=True)
        return TokenCount(self._estimate(text), exact=False)

    async def complete(self, request: Request) -> AsyncGenerator[Piece, None]:
        """The continuation of a text, as it comes; the last piece says how it ended.

        Closing the generator closes the connection at once. Raises `EndpointError`, whose `text` is what came.
        """
        info = await self.probe()
        if request.constrain is not None and info.grammar is None:
            raise Unsupported(f"The endpoint {self.config.name} takes no grammar, as far as is known. {_UNCONSTRAINED}")
        prompt: str | list[int] = request.prompt
        if info.kind == "fgserve":
            prompt = self._encoded(request.prompt)

        def body(left_out: Collection[str]) -> dict[str, Any]:
            made = completion_body(request, info, left_out)
            return made | {"prompt": prompt} if info.kind == "fgserve" else made

        ending = Ending(info.kind, request.stop, request.end, info.end_id, request.max_tokens)
        async with aclosing(self._ask(f"{info.prefix}/completions", body, ending, request.logprobs)) as pieces:
            async for piece in pieces:
                yield piece

    async def complete_whole(self, request: Request) -> Completion:
        """The whole continuation. Raises `EndpointError`, whose `text` is what came."""
        return await _whole(self.complete(request))

    async def score(self, prompt: str, continuation: str) -> list[Token]:
        """Each token of the continuation with its log-probability and rank; see `scoring.score`."""
        info = await self.probe()
        async with self._slots:
            return await score(self._wire, self.config.name, info, prompt, continuation)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Piece, None]:
        """The answer of a chat model, as it comes; see `complete`."""
        info = await self.probe()
        ending = Ending(info.kind, request.stop, "", None, request.max_tokens)

        def body(left_out: Collection[str]) -> dict[str, Any]:
            return chat_body(request, info, left_out)

        async with aclosing(self._ask(f"{info.prefix}/chat/completions", body, ending, request.logprobs)) as pieces:
            async for piece in pieces:
                yield piece

    async def chat_whole(self, request: ChatRequest) -> Completion:
        """The whole answer of a chat model. Raises `EndpointError`, whose `text` is what came."""
        return await _whole(self.chat(request))

    async def _ask(
        self, path: str, make: Callable[[Collection[str]], dict[str, Any]], ending: Ending, logprobs: bool
    ) -> AsyncGenerator[Piece, None]:
        fit: dict[str, int] = {}
        async with self._slots:
            while True:
                body = make(self._left_out) | fit
                reader = AnswerReader(self._wire.faults, ending, logprobs=logprobs)
                try:
                    async with aclosing(self._wire.events(path, body)) as events:
                        async for event in events:
                            if (piece := reader.read(event)) is not None:
                                yield piece
                    last = reader.end()
                except EndpointError as error:
                    error.text = reader.text
                    if error.text or not (self._without(error, body) or _fitted(error, body, fit)):
                        raise
                else:
                    yield last
                    return

    def _without(self, error: EndpointError, body: Mapping[str, Any]) -> bool:
        """Whether there are fields to leave out of the next try, and of all later ones.

        A grammar never is left out: raises `Unsupported` where the server says that it takes none.
        """
        if not isinstance(error, EndpointRefused) or isinstance(error, ContextOverflow):
            return False
        fields = refused_fields(error, body)
        if not fields and refuses_grammar(error, body):
            raise Unsupported(f"{error} {_UNCONSTRAINED}") from error
        self._left_out |= fields
        return bool(fields)

    def _encoded(self, prompt: str) -> list[int]:
        if self._encode is None:
            raise Unsupported(
                f"The endpoint {self.config.name} is fgserve, which reads no special tokens in text: it needs token "
                "ids, and so a vocabulary. Serve the model with vLLM, or give its tokenizer."
            )
        return self._encode(prompt)


def _fitted(error: EndpointError, body: Mapping[str, Any], fit: dict[str, int]) -> bool:
    """Whether the prompt fits and only what is to be said is too long: vLLM refuses that, where others just stop."""
    if fit or not isinstance(error, ContextOverflow) or error.n_prompt is None or error.n_ctx is None:
        return False
    room = error.n_ctx - error.n_prompt
    name = "max_tokens" if "max_tokens" in body else "max_completion_tokens"
    if 0 < room < body[name]:
        fit[name] = room
    return bool(fit)


async def _whole(pieces: AsyncGenerator[Piece, None]) -> Completion:
    text: list[str] = []
    tokens: list[Token] = []
    last = Piece("")
    async with aclosing(pieces):
        async for piece in pieces:
            text.append(piece.text)
            tokens += piece.tokens
            last = piece
    return Completion("".join(text), tuple(tokens), last.finish or "unknown", last.usage)

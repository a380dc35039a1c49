"""An agent whose turns a model says: over `/completions` in CWM's own text, or over `/chat/completions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tracewalk.cwm.chat import ASSISTANT, END_OF_TURN, THINK, THINK_END, render_message
from tracewalk.cwm.tokens import BEGIN
from tracewalk.forage.policy import Said, Word
from tracewalk.predict import Endpoint
from tracewalk.predict.answer import Completion
from tracewalk.predict.request import ChatRequest, Request

__all__ = ["Asked"]

_AGENT: Final = "forage"
_CHAT_ROLES: Final = {"system": "system", "user": "user", "assistant": "assistant", "tool": "user"}
"""A result of a tool is the user's: as a tool's message servers want the ids of calls, which a text does not have."""


class Asked:
    """Asks one endpoint. Make it with `await Asked.of(...)`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        model: str,
        fingerprint: str,
        context: int | None,
        temperature: float,
        seed: int,
        max_tokens: int,
    ) -> None:
        self._endpoint = endpoint
        self._model = model
        self._fingerprint = fingerprint
        self._context = context
        self._temperature = temperature
        self._seed = seed
        self._max_tokens = max_tokens

    @classmethod
    async def of(cls, endpoint: Endpoint, *, temperature: float = 0.0, seed: int = 0, max_tokens: int = 4_096) -> Asked:
        """Asks the server what it is. Raises `EndpointError`."""
        info = await endpoint.probe()
        return cls(
            endpoint,
            model=info.model or endpoint.config.model or endpoint.config.name,
            fingerprint=info.fingerprint,
            context=info.context,
            temperature=temperature,
            seed=seed,
            max_tokens=max_tokens if info.context is None else min(max_tokens, max(1, info.context // 4)),
        )

    @property
    def agent(self) -> str:
        """The loop that asks it."""
        return _AGENT

    @property
    def model(self) -> str | None:
        """As the server calls it."""
        return self._model

    @property
    def context(self) -> int | None:
        """As the server says."""
        return self._context

    @property
    def identity(self) -> Mapping[str, object]:
        """The weights and how they are sampled."""
        return {
            "fingerprint": self._fingerprint,
            "protocol": self._endpoint.config.protocol,
            "temperature": self._temperature,
            "seed": self._seed,
            "max_tokens": self._max_tokens,
        }

    async def say(self, talk: Sequence[Word]) -> Said:
        """The next turn. Raises `EndpointError`."""
        if self._endpoint.config.protocol == "chat":
            return _said(await self._endpoint.chat_whole(self._chat(talk)), lenient=True)
        return _said(await self._endpoint.complete_whole(self._completion(talk)), lenient=False)

    def _chat(self, talk: Sequence[Word]) -> ChatRequest:
        return ChatRequest(
            messages=[(_CHAT_ROLES[word.role], word.text) for word in talk],
            max_tokens=self._max_tokens,
            temperature=self._temperature,
            seed=self._seed,
        )

    def _completion(self, talk: Sequence[Word]) -> Request:
        return Request(
            prompt=prompt_of(talk),
            max_tokens=self._max_tokens,
            temperature=self._temperature,
            seed=self._seed,
            stop=(END_OF_TURN,),
        )


def prompt_of(talk: Sequence[Word]) -> str:
    """The talk in CWM's text, up to where the model is to think."""
    parts = [BEGIN]
    for word in talk:
        if word.role == "assistant":
            parts.append(f"{ASSISTANT}{THINK}{word.text.removesuffix(END_OF_TURN)}{END_OF_TURN}")
        else:
            parts.append(render_message(word.role, word.text, word.tool))
    return "".join([*parts, ASSISTANT, THINK])


def _said(answer: Completion, *, lenient: bool) -> Said:
    """`lenient`: a chat model need not think aloud, and one that does may say where it began."""
    text = answer.text.removesuffix(END_OF_TURN)
    if lenient:
        text = text.removeprefix(THINK.rstrip()).lstrip("\n") if text.startswith(THINK.rstrip()) else text
        text = text if THINK_END in text else f"{THINK_END}\n{text}"
    usage = answer.usage
    return Said(
        text,
        prompt_tokens=usage.prompt if usage else None,
        completion_tokens=usage.completion if usage else None,
        cut=answer.finish == "length",
    )

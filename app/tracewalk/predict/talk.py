"""A talk with a model about one trace: what it is told, how much it may say, and what it says, into the draft."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from tracewalk.cwm import Position, Prompts, estimate_tokens, parse, render_step
from tracewalk.cwm.tokens import END
from tracewalk.model import CwmStep
from tracewalk.predict.answer import Piece
from tracewalk.predict.ask import Ask
from tracewalk.predict.chat import chat
from tracewalk.predict.chat_format import Place, conversation
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.grammar import grammar
from tracewalk.predict.request import Request
from tracewalk.predict.server import TokenCount
from tracewalk.predict.subject import Subject

__all__ = ["ChatTalk", "CwmTalk", "Talk"]

FRAME_TOKENS = 2_048
"""A single step may take so many tokens, as in cwmdbg; a wider state is cut there."""
SLACK_TOKENS = 256


class Talk(ABC):
    """What the protocols share. `first` is the index of the step at which the prediction begins."""

    forces = True
    """Whether the beginning of a step, and what follows an observation, is given as text."""

    def __init__(self, endpoint: Endpoint, subject: Subject, ask: Ask, draft: Draft, seed: int) -> None:
        self.endpoint = endpoint
        self.subject = subject
        self.ask = ask
        self.draft = draft
        self.seed = seed
        self.steps: Sequence[CwmStep] = subject.cwm.steps
        self.first = draft.at
        self.room = 0
        """Tokens that the model may say in one answer."""

    async def fits(self, upto: int, stop: int) -> bool:
        """Whether the prompt before step `upto` and the true steps up to `stop` fit the context; sets the room.

        Where they do not, no prediction could be right to its end: the draft is ended.
        """
        before = await self.prompt_tokens(upto)
        rest = await self.endpoint.count_tokens("".join(map(render_step, self.steps[upto:stop])) + END)
        self.draft.prompt_tokens, self.draft.tokens_exact = before.n, before.exact
        context = (await self.endpoint.probe()).context
        self.room = self.ask.max_tokens or 2 * rest.n + SLACK_TOKENS
        if context is None or before.n + rest.n <= context:
            self.room = self.room if context is None else min(self.room, context - before.n)
            return True
        about = "" if before.exact and rest.exact else "about "
        self.draft.end(
            "does_not_fit",
            f"prompt {before.n:,} and true trace {rest.n:,} tokens ({about}{before.n + rest.n:,}) are more than "
            f"the {context:,} of the model's context",
        )
        return False

    def part(self, at: int) -> Part:
        """A new part of the draft, which begins at a step."""
        part = Part(at)
        self.draft.parts.append(part)
        return part

    def give(self, part: Part, text: str) -> None:
        """Text that is not asked for, where the protocol has such."""
        if self.forces:
            self.draft.give(part, text)

    async def take(self, part: Part, pieces: AsyncGenerator[Piece]) -> AsyncGenerator[None]:
        """What a model says, into a part; the draft's `stopped_by` says how it ended."""
        draft, before, usage = self.draft, self.draft.tokens, None
        async with aclosing(pieces):
            async for piece in pieces:
                draft.add(part, piece.text, ((token.text, token.logprob or 0.0) for token in piece.tokens))
                usage = piece.usage
                draft.tokens = before + (usage.completion if usage else _count(part))
                draft.stopped_by = piece.finish or "unknown"
                yield
        draft.tokens_exact &= usage is not None

    def tokens(self, one: bool) -> int:
        """Tokens that an answer may have."""
        return min(self.room, FRAME_TOKENS) if one else self.room

    @abstractmethod
    async def prompt_tokens(self, upto: int) -> TokenCount:
        """Tokens of what the model is told before step `upto`."""

    @abstractmethod
    def speak(
        self, part: Part, upto: int, place: str, stop: tuple[str, ...] = (), given: CwmStep | None = None
    ) -> AsyncGenerator[None]:
        """Has the model go on: after the true steps before `upto`, and after what the part holds.

        `place` is what may be said there (`grammar.ROOTS`); `stop` ends it; `given` is the true step whose event and
        line are told.
        """


class CwmTalk(Talk):
    """Protocol `cwm`: the trace's own text is continued."""

    def __init__(self, endpoint: Endpoint, subject: Subject, ask: Ask, draft: Draft, seed: int) -> None:
        super().__init__(endpoint, subject, ask, draft, seed)
        self.prompts = Prompts(subject.cwm)

    async def prompt_tokens(self, upto: int) -> TokenCount:
        """See `Talk`."""
        return await self.endpoint.count_tokens(self.prompts.before(upto))

    def speak(
        self,
        part: Part,
        upto: int,
        place: str,
        stop: tuple[str, ...] = (),
        given: CwmStep | None = None,  # noqa: ARG002
    ) -> AsyncGenerator[None]:
        """See `Talk`; what is given stands in the part already."""
        request = Request(
            prompt=self.prompts.before(upto) + part.text,
            max_tokens=self.tokens(bool(stop)),
            temperature=self.ask.temperature,
            top_p=self.ask.top_p,
            seed=self.seed,
            stop=stop,
            logprobs=True,
            constrain=grammar(self.subject.cwm.context, place) if self.ask.constrain else None,
        )
        return self.take(part, self.endpoint.complete(request))


class ChatTalk(Talk):
    """Protocol `chat`: any chat model is asked for steps as JSON; always constrained by a schema where it can be."""

    forces = False

    async def prompt_tokens(self, upto: int) -> TokenCount:
        """See `Talk`."""
        told = conversation(self.subject.cwm.context, self.steps[:upto], "trace")
        return await self.endpoint.count_tokens("\n".join(text for _, text in told))

    def speak(
        self, part: Part, upto: int, place: str, stop: tuple[str, ...] = (), given: CwmStep | None = None
    ) -> AsyncGenerator[None]:
        """See `Talk`."""
        context, before = self.subject.cwm.context, list(self.steps[:upto])
        if part.text:
            before += parse(part.text, start=Position(context, before)).steps
        asked = chat(
            self.endpoint,
            context,
            before,
            max_tokens=self.tokens(bool(stop)),
            place=_PLACES[place],
            given=given,
            temperature=self.ask.temperature,
            top_p=self.ask.top_p,
            seed=self.seed,
        )
        return self.take(part, asked)


_PLACES: dict[str, Place] = {"trace": "trace", "frame": "frame", "left": "left", "locals": "frame", "value": "frame"}


def _count(part: Part) -> int:
    """Tokens of a part so far: those that came, or an estimate."""
    return len(part.tokens) or estimate_tokens(part.text)

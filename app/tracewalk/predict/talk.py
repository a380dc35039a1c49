"""A talk with a model about one trace: what it is told, how much it may say, and what it says, into the draft."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import cached_property

from tracewalk.cwm import Prompts, budget, estimate_tokens, render_step
from tracewalk.cwm.tokens import END
from tracewalk.model import CwmStep
from tracewalk.predict.answer import Piece, Usage
from tracewalk.predict.ask import Ask
from tracewalk.predict.chat import chat
from tracewalk.predict.chat_format import Place, answer_of, conversation
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.grammar import grammar
from tracewalk.predict.request import Request
from tracewalk.predict.said import Forced
from tracewalk.predict.server import TokenCount
from tracewalk.predict.subject import Subject

__all__ = ["ChatTalk", "CwmTalk", "Talk"]

STEP_TOKENS = 2_048
"""A single step may take so many tokens, as in cwmdbg, or more where the true one does."""
SLACK_TOKENS = 256
FAR_BEYOND = 8
"""What is estimated at so many times the context does not fit by any tokenizer; it is not sent to be counted."""
_MOST_TOKENS = 2**31 - 1


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
        self.forced = Forced(subject.cwm, self.first)
        """Mode action: the steps so far, which stand behind the true ones in each prompt."""
        self._room = 0

    async def fits(self, upto: int, asked: Sequence[CwmStep], *, one: bool) -> bool:
        """Whether the prompt before step `upto` and the true steps asked for fit the context.

        Where they do not, no prediction could be right to its end, and the draft is ended. Sets how many tokens an
        answer may have, which is all the steps asked for or `one` of them.
        """
        context = (await self.endpoint.probe()).context
        if context is not None and (about := self._estimate(upto, asked)) > FAR_BEYOND * context:
            return self._too_long(f"prompt and true trace are about {about:,} tokens", context)
        before = await self.prompt_tokens(upto)
        rest = await self.endpoint.count_tokens(self.answer(asked))
        exact = before.exact and rest.exact
        self.draft.prompt_tokens, self.draft.tokens_exact = before.n, exact
        if context is not None and before.n + rest.n > context:
            sum_ = f"{'' if exact else 'about '}{before.n + rest.n:,}"
            return self._too_long(f"prompt {before.n:,} and true trace {rest.n:,} are {sum_} tokens", context)
        most = _MOST_TOKENS if context is None else context - before.n
        self._room = min(most, self.ask.max_tokens or (await self._widest(asked) if one else 2 * rest.n + SLACK_TOKENS))
        return True

    @property
    def first_asked(self) -> bool:
        """Whether nothing was said yet: then no other trace's prompt may matter, later the own one before helps."""
        return self.draft.tokens == 0

    def part(self, at: int) -> Part:
        """A new part of the draft, which begins at a step."""
        part = Part(at)
        self.draft.parts.append(part)
        return part

    def give(self, part: Part, text: str) -> None:
        """Text that is not asked for, where the protocol has such."""
        if self.forces:
            part.give(text)

    async def take(self, part: Part, pieces: AsyncGenerator[Piece]) -> AsyncGenerator[None]:
        """What a model says, into a part; the draft's `stopped_by` says how it ended."""
        draft, before, counted = self.draft, self.draft.tokens, False
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    draft.add(part, piece.text, ((token.text, token.logprob) for token in piece.tokens))
                    draft.tokens += len(piece.tokens) or estimate_tokens(piece.text)
                    if counted := piece.usage is not None and _is_sound(piece.usage):
                        draft.tokens = before + piece.usage.completion
                    draft.stopped_by = piece.finish or "unknown"
                    yield
        finally:
            draft.tokens_exact &= counted

    @abstractmethod
    async def prompt_tokens(self, upto: int) -> TokenCount:
        """Tokens of what the model is told before step `upto`."""

    @abstractmethod
    def answer(self, steps: Sequence[CwmStep]) -> str:
        """What a model that is right would say."""

    @abstractmethod
    def speak(
        self, part: Part, upto: int, place: str, stop: tuple[str, ...] = (), given: CwmStep | None = None
    ) -> AsyncGenerator[None]:
        """Has the model go on: after the true steps before `upto`, those of `forced`, and what the part holds.

        `place` is what may be said there (`grammar.ROOTS`); `stop` ends it; `given` is the true step whose event and
        line are told.
        """

    def _estimate(self, upto: int, asked: Sequence[CwmStep]) -> int:
        return budget(replace(self.subject.cwm, steps=[*self.steps[:upto], *asked]))

    async def _widest(self, asked: Sequence[CwmStep]) -> int:
        """The tokens for one step, so that the widest of the true ones could be said."""
        widest = self.answer([max(asked, key=_width)]) if asked else ""
        if len(widest) <= STEP_TOKENS // 2:  # each character is a token at most: they are ASCII
            return STEP_TOKENS
        return max(STEP_TOKENS, 2 * (await self.endpoint.count_tokens(widest)).n + SLACK_TOKENS)

    def _too_long(self, what: str, context: int) -> bool:
        self.draft.end("does_not_fit", f"{what}, more than the {context:,} of the model's context")
        return False


class CwmTalk(Talk):
    """Protocol `cwm`: the trace's own text is continued."""

    @cached_property
    def prompts(self) -> Prompts:
        """Of every place of the trace."""
        return Prompts(self.subject.cwm)

    async def prompt_tokens(self, upto: int) -> TokenCount:
        """See `Talk`."""
        return await self.endpoint.count_tokens(self.prompts.before(upto))

    def answer(self, steps: Sequence[CwmStep]) -> str:
        """See `Talk`."""
        return "".join(map(render_step, steps)) + END

    def speak(
        self,
        part: Part,
        upto: int,
        place: str,
        stop: tuple[str, ...] = (),
        given: CwmStep | None = None,  # noqa: ARG002
    ) -> AsyncGenerator[None]:
        """See `Talk`; what is given stands in the part already."""
        # Behind an end of text no model goes on: where one ended in the middle of a step, it is asked as if it had not.
        so_far = "".join(step.raw for step in self.forced.own).replace(END, "")
        request = Request(
            prompt=self.prompts.before(upto) + so_far + part.text,
            max_tokens=self._room,
            temperature=self.ask.temperature,
            top_p=self.ask.top_p,
            seed=self.seed,
            stop=stop,
            logprobs=True,
            constrain=grammar(self.subject.cwm.context, place) if self.ask.constrain else None,
            afresh=self.first_asked,
        )
        return self.take(part, self.endpoint.complete(request))


class ChatTalk(Talk):
    """Protocol `chat`: any chat model is asked for steps as JSON; always constrained by a schema where it can be."""

    forces = False

    async def prompt_tokens(self, upto: int) -> TokenCount:
        """See `Talk`."""
        told = conversation(self.subject.cwm.context, self.steps[:upto], "trace")
        return await self.endpoint.count_tokens("\n".join(text for _, text in told))

    def answer(self, steps: Sequence[CwmStep]) -> str:
        """See `Talk`; every local is said at each step."""
        return answer_of(self.subject.cwm.context, steps)

    def speak(
        self,
        part: Part,
        upto: int,
        place: str,
        stop: tuple[str, ...] = (),  # noqa: ARG002
        given: CwmStep | None = None,
    ) -> AsyncGenerator[None]:
        """See `Talk`."""
        asked = chat(
            self.endpoint,
            self.subject.cwm.context,
            [*self.steps[:upto], *self.forced.own],
            max_tokens=self._room,
            place=_PLACES[place],
            given=given,
            temperature=self.ask.temperature,
            top_p=self.ask.top_p,
            seed=self.seed,
            afresh=self.first_asked,
        )
        return self.take(part, asked)


_PLACES: dict[str, Place] = {"trace": "trace", "frame": "frame", "left": "left", "locals": "frame", "value": "frame"}


def _width(step: CwmStep) -> int:
    return sum(map(len, (step.state or {}).values())) + len(step.value or "")


def _is_sound(usage: Usage) -> bool:
    """Whether the count can be one: a server may say anything."""
    return 0 <= usage.completion <= _MOST_TOKENS

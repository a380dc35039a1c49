"""The modes: how a trace is put to a model step by step, and what it says gathered in a draft.

Each mode is an asynchronous generator over one `Draft`: it yields after every piece, so that a caller can show, store
or cancel at any moment; closing it closes the connection. What came before a failure stays in the draft.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from tracewalk.cwm import Prompts, estimate_tokens, render_step
from tracewalk.cwm.tokens import ACTION, ARG, END, EVENT_TOKENS, FRAME
from tracewalk.errors import ContextOverflow, EndpointError, Unsupported, UsageError
from tracewalk.model import CwmStep
from tracewalk.predict.ask import Ask
from tracewalk.predict.calls import first_call, return_of
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.grammar import grammar
from tracewalk.predict.request import Request
from tracewalk.predict.subject import Subject

__all__ = ["first_index", "say"]

FRAME_TOKENS = 2_048
"""A single frame may take so many tokens, as in cwmdbg; a wider state is cut there."""
SLACK_TOKENS = 256


async def say(endpoint: Endpoint, subject: Subject, ask: Ask, draft: Draft, *, seed: int = 0) -> AsyncGenerator[None]:
    """Puts a trace to a model; yields after each piece, and returns when the draft is ended.

    Never raises for what a server does: a failure ends the draft (`failed`, with the message), a trace that is longer
    than the context ends it as `does_not_fit`, a mode that the server lacks as `unsupported`.
    """
    if subject.cwm.refused is not None:
        draft.end("unsupported", subject.cwm.refused)
        return
    talk = _Talk(endpoint, subject, ask, draft, seed)
    try:
        if not await talk.fits():
            return
        async with aclosing(_MODES[ask.mode](talk)) as pieces:
            async for _ in pieces:
                yield
    except ContextOverflow as over:
        draft.end("does_not_fit" if not draft.tokens else "length", str(over))
    except Unsupported as lacking:
        draft.end("unsupported", str(lacking))
    except EndpointError as failed:
        draft.end("failed", str(failed))


def first_index(subject: Subject, ask: Ask) -> int:
    """Index in the subject's steps at which the prediction begins: after the wrapper's call, which is given.

    Raises `UsageError` for a step that the trace does not have.
    """
    steps = subject.cwm.steps
    if ask.from_step is None:
        return int(bool(steps) and steps[0].seed and steps[0].event == "call")
    found = next((i for i, step in enumerate(steps) if step.step == ask.from_step), None)
    if found is None:
        raise UsageError(
            f"trace {subject.trace.trace_id} has no step {ask.from_step}; it has {subject.trace.n_steps:,}"
        )
    return found


class _Talk:
    """What all modes share: the endpoint, the prompts and the draft."""

    def __init__(self, endpoint: Endpoint, subject: Subject, ask: Ask, draft: Draft, seed: int) -> None:
        self.endpoint = endpoint
        self.subject = subject
        self.ask = ask
        self.draft = draft
        self.seed = seed
        self.steps: Sequence[CwmStep] = subject.cwm.steps
        self.first = draft.at = first_index(subject, ask)
        self._prompts = Prompts(subject.cwm)
        self.room = 0
        """Tokens that the model may say in one answer."""

    def prompt(self, upto: int) -> str:
        """The context and the true steps before an index."""
        return self._prompts.before(upto)

    async def fits(self) -> bool:
        """Whether prompt and truth together fit the context; else the draft is ended. Sets the room for answers."""
        before = await self.endpoint.count_tokens(self.prompt(self.first))
        rest = await self.endpoint.count_tokens("".join(map(render_step, self.steps[self.first :])) + END)
        self.draft.prompt_tokens = before.n
        self.draft.tokens_exact = before.exact
        context = (await self.endpoint.probe()).context
        if context is not None and before.n + rest.n > context:
            about = "" if before.exact and rest.exact else "about "
            self.draft.end(
                "does_not_fit",
                f"prompt {before.n:,} and true trace {rest.n:,} tokens ({about}{before.n + rest.n:,}) are more than "
                f"the {context:,} of the model's context",
            )
            return False
        self.room = self.ask.max_tokens or 2 * rest.n + SLACK_TOKENS
        if context is not None:
            self.room = min(self.room, context - before.n)
        return True

    async def speak(self, part: Part, text: str, place: str, stop: tuple[str, ...] = ()) -> AsyncGenerator[None]:
        """Has the model go on after a text, into a part; the draft's `stopped_by` says how it ended.

        `place` is what may be said there (`grammar.ROOTS`), where decoding is constrained.
        """
        request = Request(
            prompt=text,
            max_tokens=min(self.room, FRAME_TOKENS) if stop else self.room,
            temperature=self.ask.temperature,
            top_p=self.ask.top_p,
            seed=self.seed,
            stop=stop,
            logprobs=True,
            constrain=grammar(self.subject.cwm.context, place) if self.ask.constrain else None,
        )
        draft, before = self.draft, self.draft.tokens
        async with aclosing(self.endpoint.complete(request)) as pieces:
            async for piece in pieces:
                draft.add(part, piece.text, ((token.text, token.logprob or 0.0) for token in piece.tokens))
                draft.tokens = before + (piece.usage.completion if piece.usage else _count(part))
                draft.stopped_by = piece.finish or "unknown"
                usage = piece.usage
                yield
        draft.tokens_exact &= usage is not None


async def _full(talk: _Talk) -> AsyncGenerator[None]:
    part = Part(talk.first)
    talk.draft.parts.append(part)
    async with aclosing(talk.speak(part, talk.prompt(talk.first), "trace")) as pieces:
        async for _ in pieces:
            yield
    stopped = talk.draft.stopped_by
    talk.draft.end("eos" if stopped == "stop" or part.text.endswith(END) else stopped)


async def _step(talk: _Talk) -> AsyncGenerator[None]:
    own = [i for i in range(talk.first, len(talk.steps)) if not talk.steps[i].seed]
    for at in talk.ask.chosen(own):
        part = Part(at)
        talk.draft.parts.append(part)
        async with aclosing(talk.speak(part, talk.prompt(at), "frame", (FRAME,))) as pieces:
            async for _ in pieces:
                yield
        _close(part)
    talk.draft.end("stop")


async def _action(talk: _Talk) -> AsyncGenerator[None]:
    """True events and source lines; the states between them are the model's own."""
    part = Part(talk.first)
    talk.draft.parts.append(part)
    prefix = talk.prompt(talk.first)
    for step in talk.steps[talk.first :]:
        if step.seed:
            talk.draft.give(part, render_step(step))
            continue
        event, source = EVENT_TOKENS[step.event], step.source
        observed = step.event in ("call", "line")
        talk.draft.give(part, event if observed else f"{event}{ACTION}{source}{ARG}")
        stop = ACTION if observed else FRAME
        place = "locals" if observed else "value"
        async with aclosing(talk.speak(part, prefix + part.text, place, (stop,))) as pieces:
            async for _ in pieces:
                yield
        part.text = part.text.removesuffix(stop)
        talk.draft.give(part, f"{ACTION}{source}{FRAME}" if observed else FRAME)
    talk.draft.end("stop")


async def _return(talk: _Talk) -> AsyncGenerator[None]:
    """From a call straight to what it returns."""
    call = first_call(talk.steps, talk.first)
    back = None if call is None else return_of(talk.steps, call)
    if call is None or back is None:
        raise Unsupported("there is no call that returns, at or after the beginning, to compare a return value with")
    part = Part(back)
    talk.draft.parts.append(part)
    talk.draft.give(part, EVENT_TOKENS["return"])
    text = talk.prompt(call + 1) + part.text
    async with aclosing(talk.speak(part, text, "left", (FRAME,))) as pieces:
        async for _ in pieces:
            yield
    _close(part)
    talk.draft.end("stop")


async def _score(talk: _Talk) -> AsyncGenerator[None]:
    """Log-probabilities of the true trace, in one request."""
    part = Part(talk.first)
    talk.draft.parts.append(part)
    truth = "".join(map(render_step, talk.steps[talk.first :]))
    scored = await talk.endpoint.score(talk.prompt(talk.first), truth)
    talk.draft.add(part, truth, ((token.text, token.logprob or 0.0) for token in scored))
    talk.draft.ranks = [token.rank for token in scored]
    talk.draft.tokens = 0
    yield
    talk.draft.end("stop")


def _count(part: Part) -> int:
    """Tokens of a part so far: those that came, or an estimate."""
    return len(part.tokens) or estimate_tokens(part.text)


def _close(part: Part) -> None:
    """A stop string is a part of the frame; servers differ in whether they repeat it."""
    if part.text and not part.text.endswith((FRAME, END)):
        part.text += FRAME


_MODES: dict[str, Callable[[_Talk], AsyncGenerator[None]]] = {
    "full": _full,
    "step": _step,
    "action": _action,
    "return": _return,
    "score": _score,
}

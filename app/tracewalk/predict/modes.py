"""The modes: how a trace is put to a model, and what it says gathered in a draft.

Each mode is an asynchronous generator over one `Draft`: it yields after every piece, so that a caller can show, store
or cancel at any moment; closing it closes the connection. What came before a failure stays in the draft.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from tracewalk.cwm import render_step
from tracewalk.cwm.tokens import ACTION, ARG, END, EVENT_TOKENS, FRAME
from tracewalk.errors import ContextOverflow, EndpointError, Unsupported, UsageError
from tracewalk.model import CwmStep
from tracewalk.predict.ask import Ask
from tracewalk.predict.calls import first_call, return_of
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.subject import Subject
from tracewalk.predict.talk import ChatTalk, CwmTalk, Talk

__all__ = ["first_index", "say"]


async def say(endpoint: Endpoint, subject: Subject, ask: Ask, draft: Draft, *, seed: int = 0) -> AsyncGenerator[None]:
    """Puts a trace to a model; yields after each piece, and returns when the draft is ended.

    Never raises for what a server does: a failure ends the draft (`failed`, with the message), a trace that is longer
    than the context ends it as `does_not_fit`, a mode that the server lacks as `unsupported`. Raises `UsageError` for
    a step that the trace does not have.
    """
    draft.at = first_index(subject, ask)
    if subject.cwm.refused is not None:
        draft.end("unsupported", f"no prompt can be made of this trace: {subject.cwm.refused}")
        return
    talk_of = ChatTalk if endpoint.config.protocol == "chat" else CwmTalk
    talk = talk_of(endpoint, subject, ask, draft, seed)
    try:
        async with aclosing(_MODES[ask.mode](talk)) as pieces:
            async for _ in pieces:
                yield
    except ContextOverflow as over:
        draft.end("length" if draft.tokens else "does_not_fit", str(over))
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
        last = f"its steps are 0 to {subject.trace.n_steps - 1:,}" if steps else "it has no steps"
        raise UsageError(f"trace {subject.trace.trace_id} has no step {ask.from_step}; {last}")
    return found


async def _full(talk: Talk) -> AsyncGenerator[None]:
    if not await talk.fits(talk.first, talk.steps[talk.first :], one=False):
        return
    part = talk.part(talk.first)
    async with aclosing(talk.speak(part, talk.first, "trace")) as pieces:
        async for _ in pieces:
            yield
    stopped = talk.draft.stopped_by
    talk.draft.end("eos" if stopped == "stop" or part.text.endswith(END) else stopped)


async def _step(talk: Talk) -> AsyncGenerator[None]:
    if not await talk.fits(talk.first, talk.steps[talk.first :], one=True):
        return
    own = [i for i in range(talk.first, len(talk.steps)) if not talk.steps[i].seed]
    for at in talk.ask.chosen(own):
        part = talk.part(at)
        async with aclosing(talk.speak(part, at, "frame", (FRAME,))) as pieces:
            async for _ in pieces:
                yield
        part.over = True
    talk.draft.end("stop")


async def _action(talk: Talk) -> AsyncGenerator[None]:
    """True events and source lines; the states between them are the model's own."""
    if not await talk.fits(talk.first, talk.steps[talk.first :], one=True):
        return
    for at, step in enumerate(talk.steps[talk.first :], talk.first):
        part = talk.part(at)
        if step.seed and step.state is not None:  # of a wrapper, whose frame has no state
            part.give(render_step(step))
        else:
            async with aclosing(_filled(talk, part, step)) as pieces:
                async for _ in pieces:
                    yield
        part.over = True
        talk.forced.take(part)
    talk.draft.end("stop")


async def _filled(talk: Talk, part: Part, step: CwmStep) -> AsyncGenerator[None]:
    """One step whose event and line are given, and whose state or value the model says."""
    observed = step.state is not None
    token = EVENT_TOKENS[step.event]
    before, after = (
        (token, f"{ACTION}{step.source}{FRAME}") if observed else (f"{token}{ACTION}{step.source}{ARG}", FRAME)
    )
    stop, place = (ACTION, "locals") if observed else (FRAME, "value")
    talk.give(part, before)
    async with aclosing(talk.speak(part, talk.first, place, (stop,), step)) as pieces:
        async for _ in pieces:
            yield
    if talk.forces:
        part.take_back(stop)
        part.give(after)


async def _return(talk: Talk) -> AsyncGenerator[None]:
    """From a call straight to what it returns."""
    call = first_call(talk.steps, talk.first)
    back = None if call is None else return_of(talk.steps, call)
    if call is None or back is None:
        raise Unsupported("there is no call that returns, at or after the beginning, to compare a return value with")
    if not await talk.fits(call + 1, [talk.steps[back]], one=True):
        return
    part = talk.part(back)
    talk.give(part, EVENT_TOKENS["return"])
    async with aclosing(talk.speak(part, call + 1, "left", (FRAME,))) as pieces:
        async for _ in pieces:
            yield
    part.over = True
    talk.draft.end("stop")


async def _score(talk: Talk) -> AsyncGenerator[None]:
    """Log-probabilities of the true trace, in one request."""
    if not isinstance(talk, CwmTalk):
        raise Unsupported("mode score needs the text of the trace itself, which protocol chat does not show")
    asked = talk.steps[talk.first :]
    if not await talk.fits(talk.first, asked, one=False):
        return
    truth = "".join(map(render_step, asked))
    scored = await talk.endpoint.score(talk.prompts.before(talk.first), truth)
    part = talk.part(talk.first)
    talk.draft.add(part, truth, ((token.text, token.logprob) for token in scored))
    talk.draft.ranks = [token.rank for token in scored]
    yield
    talk.draft.end("stop")


_MODES: dict[str, Callable[[Talk], AsyncGenerator[None]]] = {
    "full": _full,
    "step": _step,
    "action": _action,
    "return": _return,
    "score": _score,
}

"""One agent at one task: it says what it does, that is done in the sandbox, and what comes back is told to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tracewalk.cwm import estimate_tokens
from tracewalk.cwm.chat import Answer, read_answer
from tracewalk.errors import ContextOverflow, EndpointError
from tracewalk.forage.judge import Judge, Verdict
from tracewalk.forage.policy import Policy, Said, Word
from tracewalk.forage.prompts import budget, result, system_text, task_text
from tracewalk.forage.session import Session
from tracewalk.forage.task import Task
from tracewalk.forage.tools import TOOLS, Outcome, use
from tracewalk.sandbox import Sandbox

__all__ = ["Episode", "Limits", "Step", "run_episode"]


@dataclass(frozen=True)
class Limits:
    """What an agent may use; part of the identity of what it did."""

    turns: int
    seconds: float
    """Of one command."""
    context: int
    """Tokens."""
    refusals: int = 3
    """Turns one after the other that cannot be understood, after which it is over."""


@dataclass
class Step:
    """One turn of the agent, and what came of it."""

    said: Said
    answer: Answer
    at: datetime
    seconds: float
    """That the policy took."""
    outcome: Outcome | None = None
    told: str | None = None
    """What a call gave, as the agent reads it."""
    refusal: str | None = None
    """Why the turn could not be understood, as the agent is told."""
    error: str | None = None
    head: str | None = None
    """The commit after it, where that is another one."""
    cwd: str | None = None
    """The folder after it, where that is another one."""


@dataclass
class Episode:
    """All that happened."""

    task: Task
    policy: Policy
    limits: Limits
    root: str
    """Where the repository lies for the agent."""
    base_commit: str | None
    opening: tuple[Word, ...]
    began: datetime
    steps: list[Step] = field(default_factory=list)
    patch: str | None = None
    exit_status: str = ""
    broke: bool = False
    """The model's server failed: nothing was judged."""
    verdict: Verdict | None = None
    ended: datetime | None = None


async def run_episode(
    task: Task,
    policy: Policy,
    sandbox: Sandbox,
    limits: Limits,
    judge: Judge,
    *,
    wanted: Callable[[], bool] = lambda: True,
) -> Episode:
    """Runs it to its end, and judges what was submitted. Raises `Cancelled`, `SandboxMissing`."""
    session = Session(task.broken, sandbox, seconds=limits.seconds, wanted=wanted)
    context = min(limits.context, policy.context or limits.context)
    opening = (
        Word("system", system_text(seconds=limits.seconds, context=context, turns=limits.turns)),
        Word("user", task_text(task, session.root)),
    )
    commit = session.commit()
    episode = Episode(task, policy, limits, session.root, commit, opening, datetime.now(UTC))
    await _Loop(episode, session, context).run()
    if not episode.broke:
        episode.verdict = judge.judge(task, episode.patch)
    episode.ended = datetime.now(UTC)
    return episode


class _Loop:
    def __init__(self, episode: Episode, session: Session, context: int) -> None:
        self._episode = episode
        self._session = session
        self._context = context
        self._talk = list(episode.opening)
        self._held = sum(estimate_tokens(word.text) for word in self._talk)
        """Tokens of all that was said, estimated where no server counts them."""
        self._refused = 0

    async def run(self) -> None:
        """Turn after turn, until one of them ends it."""
        while not self._episode.exit_status:
            await self._turn()

    async def _turn(self) -> None:
        episode, limits = self._episode, self._episode.limits
        step = await self._say()
        episode.steps.append(step)
        if step.error is not None:
            return
        if self._held > self._context:
            step.error = episode.exit_status = f"Context size exceeded: {self._held} > {self._context}"
        elif len(episode.steps) >= limits.turns:
            step.error = episode.exit_status = "Max turns reached"
        elif fault := _fault(step.answer, cut=step.said.cut):
            self._refuse(step, fault)
        else:
            self._refused = 0
            self._use(step)

    async def _say(self) -> Step:
        at, began = datetime.now(UTC), time.monotonic()
        try:
            said = await self._episode.policy.say(self._talk)
        except EndpointError as fault:
            took = time.monotonic() - began
            overflow = isinstance(fault, ContextOverflow)
            self._episode.exit_status = f"Context size exceeded: {fault}" if overflow else str(fault)
            self._episode.broke = not overflow
            said = Said(fault.text)
            return Step(said, read_answer(fault.text, thinking=True), at, took, error=self._episode.exit_status)
        step = Step(said, read_answer(said.text, thinking=True), at, time.monotonic() - began)
        counted = said.prompt_tokens is not None and said.completion_tokens is not None
        mine = (said.prompt_tokens or 0) + (said.completion_tokens or 0)
        self._held = mine if counted else self._held + estimate_tokens(said.text)
        self._talk.append(Word("assistant", said.text))
        return step

    def _refuse(self, step: Step, fault: str) -> None:
        """A turn without a call that can be made: the last one, if something was submitted, else a mistake."""
        episode = self._episode
        if episode.patch is not None and not step.answer.calls and "##" in (step.answer.text or ""):
            episode.exit_status = "submitted"
            return
        self._refused += 1
        step.refusal = f"FormatError: {fault}"
        self._hear(Word("user", step.refusal))
        if self._refused >= episode.limits.refusals:
            step.error = episode.exit_status = f"Tool call format error: {fault}"

    def _use(self, step: Step) -> None:
        (call,) = step.answer.calls
        session, episode = self._session, self._episode
        cwd, head = session.cwd, session.head
        step.outcome = use(call, session, seconds=episode.limits.seconds)
        step.cwd = session.cwd if session.cwd != cwd else None
        step.head = session.head if session.head != head else None
        if step.outcome.patch is not None:
            episode.patch = step.outcome.patch
        text = step.outcome.text
        left = self._context - self._held - estimate_tokens(text)
        step.told = result(text, budget(episode.limits.turns - len(episode.steps), left))
        self._hear(Word("tool", step.told, call.tool))

    def _hear(self, word: Word) -> None:
        self._talk.append(word)
        self._held += estimate_tokens(word.text)


def _fault(answer: Answer, *, cut: bool) -> str | None:
    """Why a turn is not one call of one tool."""
    if answer.fault:
        return answer.fault
    if not answer.calls:
        return (
            "your turn was cut off at its limit, and holds no call of a tool" if cut else "there is no call of a tool"
        )
    if len(answer.calls) > 1:
        named = ", ".join(call.tool for call in answer.calls)
        return f"there is to be one call of a tool in a turn, and there are {len(answer.calls)}: {named}"
    (call,) = answer.calls
    if call.fault:
        return f"the call of {call.tool} cannot be read: {call.fault}"
    if call.tool not in TOOLS:
        return f"there is no tool {call.tool!r}; there are {', '.join(TOOLS)}"
    return None if call.body.strip() else f"the call of {call.tool} says nothing"

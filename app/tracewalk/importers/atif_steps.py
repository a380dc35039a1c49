"""Steps of ATIF -> turns: results go to the calls that they name, or stand as turns of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.importers.given import (
    arguments_of,
    dict_of,
    float_of,
    image_of,
    int_of,
    list_of,
    moment_of,
    sound,
    text_of,
)
from tracewalk.importers.json_text import json_of
from tracewalk.model import SOURCES, Image, StateChange, ToolCall, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.model import Record

__all__ = ["OWN", "Ref", "Steps"]

OWN = "tracewalk"
"""Under which name, in an `extra`, our own export keeps what ATIF has no field for."""
_SOURCES = {"assistant": "agent", "human": "user"}
_ANSWERS = "results of no call, kept as turns of their own"
_STRANGE = "steps of an unknown source, kept as the system's"
_NO_STEP = "steps that are no objects, kept as text"
_NO_ZONE = "times without a zone, taken as UTC"


@frozen
class Ref:
    """A trajectory that a turn, or one call of it, refers to as a sub-agent's."""

    turn: int
    call: _Call | None
    trajectory_id: str | None
    session_id: str | None
    path: str | None


@dataclass(slots=True)
class _Call:
    made: ToolCall
    observation: str | None = None
    exit_code: int | None = None
    error: bool | None = None
    error_method: str | None = None
    seconds: float | None = None
    trajectory: str | None = None

    def call(self) -> ToolCall:
        made = self.made
        return ToolCall(
            made.tool, made.arguments, call_id=made.call_id, observation=self.observation, exit_code=self.exit_code,
            error=self.error, error_method=self.error_method, malformed=made.malformed, seconds=self.seconds,
            trajectory=self.trajectory,
        )  # fmt: skip


@dataclass(slots=True)
class _Draft:
    turn: int
    source: str
    message: str | None
    images: list[Image]
    record: Record
    at: datetime | None = None
    step: dict[str, Any] = field(default_factory=dict)
    calls: list[_Call] = field(default_factory=list)

    def finish(self) -> Turn:
        step, own = self.step, dict_of(dict_of(self.step.get("extra")).get(OWN))
        metrics = dict_of(step.get("metrics"))
        cost = float_of(metrics.get("cost_usd"))
        more = dict_of(metrics.get("extra"))
        return Turn(
            self.turn, self.source, message=self.message or None,
            reasoning=text_of(step.get("reasoning_content")) or text_of(own.get("reasoning")),
            calls=tuple(call.call() for call in self.calls), images=tuple(self.images),
            model=text_of(step.get("model_name")), at=self.at, seconds=float_of(own.get("seconds")),
            prompt_tokens=_count(metrics.get("prompt_tokens")),
            completion_tokens=_count(metrics.get("completion_tokens")),
            cached_tokens=_count(metrics.get("cached_tokens")), reasoning_tokens=_count(more.get("reasoning_tokens")),
            cost=cost, cost_method=_method(own.get("cost_method")), error=text_of(own.get("error")),
            copied=step.get("is_copied_context") is True, records=(self.record,),
        )  # fmt: skip


def _count(value: Any) -> int | None:
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def _method(value: Any) -> str | None:
    return value if value in ("derived", "estimated") else None


class Steps:
    """The turns of a list of steps, and what they refer to."""

    def __init__(self, place: Callable[[str], Record], picture: Callable[[str], Image | None]) -> None:
        self._place = place
        self._picture = picture
        self._drafts: list[_Draft] = []
        self._by_id: dict[str, _Call] = {}
        self.refs: list[Ref] = []
        self.changes: list[StateChange] = []
        self.notes: Counter[str] = Counter()
        self._cwd: str | None = None

    def read(self, steps: list[Any]) -> None:
        """Adds steps."""
        for number, step in enumerate(steps):
            record = self._place(f"/steps/{number}")
            if isinstance(step, dict):
                self._step(step, record)
            elif step is not None:
                self.notes[_NO_STEP] += 1
                self._begin("system", text_of(step), [], record)

    def turns(self) -> list[Turn]:
        """The turns so far."""
        return [draft.finish() for draft in self._drafts]

    @property
    def task(self) -> str | None:
        """What the first user's step asks for."""
        return next((draft.message for draft in self._drafts if draft.source == "user" and draft.message), None)

    def _begin(self, source: str, message: str | None, images: list[Image], record: Record) -> _Draft:
        draft = _Draft(len(self._drafts), source, message, images, record)
        self._drafts.append(draft)
        return draft

    def _step(self, step: dict[str, Any], record: Record) -> None:
        own = dict_of(dict_of(step.get("extra")).get(OWN))
        given = own.get("source") or step.get("source")
        source = _SOURCES.get(str(given), str(given))
        if source not in SOURCES:
            self.notes[_STRANGE] += 1
            source = "system"
        message, images = self._content(step.get("message"))
        draft = self._begin(source, message, images, record)
        draft.step = step
        draft.at, guessed = moment_of(step.get("timestamp"))
        if guessed:
            self.notes[_NO_ZONE] += 1
        for given_call in list_of(step.get("tool_calls")):
            self._call(draft, dict_of(given_call) or {"arguments": given_call})
        self._observe(draft, list(_results(step.get("observation"))))
        cwd = text_of(dict_of(step.get("extra")).get("cwd"))
        if cwd and cwd != self._cwd:
            self._cwd = cwd
            self.changes.append(StateChange(-1, draft.turn, -1, "cwd", "recorded", "working directory", value=cwd))

    def _call(self, draft: _Draft, given: dict[str, Any]) -> None:
        function, extra = dict_of(given.get("function")), dict_of(given.get("extra"))
        own = dict_of(extra.get(OWN))
        tool = text_of(given.get("function_name") or given.get("name") or function.get("name")) or ""
        raw = given.get("arguments", function.get("arguments"))
        arguments, malformed = arguments_of(raw)
        if isinstance(own.get("arguments"), str):  # they were no object
            arguments = sound(own["arguments"])
        malformed = text_of(own.get("malformed")) or (None if tool else "it names no tool") or malformed
        named = text_of(given.get("tool_call_id") or given.get("id"))
        call_id = text_of(own["call_id"] or None) if "call_id" in own else named
        call = _Call(
            ToolCall(tool, arguments, call_id=call_id, malformed=malformed), seconds=float_of(own.get("seconds"))
        )
        draft.calls.append(call)
        if named:
            self._by_id[named] = call

    def _observe(self, draft: _Draft, results: list[dict[str, Any]]) -> None:
        named = [self._by_id.get(text_of(result.get("source_call_id")) or "") for result in results]
        waiting = [call for call in draft.calls if call not in named]
        rest = sum(call is None for call in named)
        for result, found in zip(results, named, strict=True):
            call = found
            if call is None and draft.calls:  # of results that name no call each goes to one, or all to the last
                call = waiting.pop(0) if rest == len(waiting) and waiting else draft.calls[-1]
                rest -= 1
            self._answer(draft, call, result)

    def _answer(self, draft: _Draft, call: _Call | None, result: dict[str, Any]) -> None:
        text, images = self._content(result.get("content"))
        place = draft
        if call is not None:
            draft.images += images
            if text is not None:
                call.observation = text if call.observation is None else f"{call.observation}\n{text}"
            _judge(call, dict_of(result.get("extra")))
        elif text is not None and draft.source != "agent":
            draft.message = f"{draft.message}\n\n{text}" if draft.message else text
            draft.images += images
        elif text is not None or images:
            place = self._begin("user", text, images, draft.record)
            place.at = draft.at
            place.step = {"is_copied_context": draft.step.get("is_copied_context")}
            self.notes[_ANSWERS] += 1
        refs = result.get("subagent_trajectory_ref")
        for ref in map(dict_of, refs if isinstance(refs, list) else [refs]):
            if ref:
                ids = (text_of(ref.get(name)) for name in ("trajectory_id", "session_id", "trajectory_path"))
                self.refs.append(Ref(draft.turn, call, *ids))

    def _content(self, content: Any) -> tuple[str | None, list[Image]]:
        """Text and pictures of a message or result; a picture that is not at hand stays as its name."""
        if content is None or isinstance(content, str):
            return (None if content is None else sound(content)), []
        texts: list[str] = []
        images: list[Image] = []
        for part in content if isinstance(content, list) else [content]:
            given = dict_of(part)
            path = text_of(dict_of(given.get("source")).get("path"))
            if isinstance(text := given.get("text", part), str):
                texts.append(sound(text))
            elif path and (image := image_of(path) or self._picture(path)):
                images.append(image)
            elif path:
                texts.append(f"[{text_of(given.get('type')) or 'file'}: {path}]")
            else:
                texts.append(sound(json_of(part)))
        return "\n".join(texts), images


def _judge(call: _Call, extra: dict[str, Any]) -> None:
    """What a result says of itself: its exit code, whether it is an error."""
    code = int_of(extra.get("exit_code", extra.get("returncode")), 32)
    call.exit_code = call.exit_code if code is None else code
    for name, failed in (("is_error", True), ("error", True), ("success", False)):
        if isinstance(said := extra.get(name), bool):
            call.error = said is failed
            call.error_method = "derived" if dict_of(extra.get(OWN)).get("error_method") == "derived" else "recorded"
            return


def _results(observation: Any) -> Iterator[dict[str, Any]]:
    """The results of an observation, in whatever form."""
    results = observation.get("results", observation) if isinstance(observation, dict) else observation
    for result in results if isinstance(results, list) else [results]:
        if isinstance(result, dict):
            yield result
        elif result is not None:
            yield {"content": result}

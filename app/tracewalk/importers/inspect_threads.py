"""Conversations of Inspect that no list of messages holds: those of sub-agents, and one that was lost or shortened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracewalk.importers.given import dict_of, int_of, list_of

if TYPE_CHECKING:
    from tracewalk.importers.inspect_events import Events, ModelCall

__all__ = ["Message", "Threads", "threads_of"]


class Message(NamedTuple):
    """One message, and where it stands in its sample."""

    pointer: str
    value: Any


class Threads(NamedTuple):
    """The conversations of one sample."""

    main: list[Message]
    agents: dict[str, list[ModelCall]]
    """The model calls of sub-agents, by their spans."""
    n_beside: int
    """Model calls that are of none, as those of a critic."""
    told: list[str]
    """What had to be done to have the main one."""


def threads_of(sample: dict[str, Any], events: Events) -> Threads:
    """What belongs to the conversation of the sample itself, and what to sub-agents."""
    main = [Message(f"/messages/{n}", one) for n, one in enumerate(list_of(sample.get("messages")))]
    said = {events.key_of(one.value) for one in main if dict_of(one.value).get("role") == "assistant"}
    models = [one for one in events.models if not one.scoring and one.message is not None]
    inside = [one for one in models if events.key_of(one.message or {}) in said]
    outside = [one for one in models if events.key_of(one.message or {}) not in said]
    own = {events.agent_of(one.span) for one in inside or outside[:1]}
    lost = [one for one in outside if events.agent_of(one.span) in {*own, None}]
    told = []
    if lost and (not said or events.compacted):
        told.append("conversations put together from requests to the model, as the log's own list lacks them")
        main = _with_lost([one for one in models if events.agent_of(one.span) in {*own, None}], main, sample, events)
        lost = []
    agents: dict[str, list[ModelCall]] = defaultdict(list)
    for one in outside:
        span = events.agent_of(one.span)
        if span is not None and span not in own:
            agents[span].append(one)
    return Threads(main, agents, len(lost), told)


def _with_lost(
    models: Sequence[ModelCall], main: list[Message], sample: dict[str, Any], events: Events
) -> list[Message]:
    found = list(conversation(models, sample, events))
    keys = {events.key_of(dict_of(one.value)) for one in found}
    return found + [one for one in main if events.key_of(dict_of(one.value)) not in keys]


def conversation(models: Sequence[ModelCall], sample: dict[str, Any], events: Events) -> Iterator[Message]:
    """All messages of some model calls, each once, in the order in which they came up."""
    seen: set[tuple[str, int]] = set()
    keys: dict[str, str] = {}
    for call in models:
        nth: Counter[str] = Counter()
        for message in _input(call, sample):
            events.room -= 1
            if events.room < 0:
                return
            if isinstance(message.value, dict):
                key = keys.get(message.pointer) or keys.setdefault(message.pointer, events.key_of(message.value))
                nth[key] += 1
                if (key, nth[key]) not in seen:
                    seen.add((key, nth[key]))
                    yield message
        if call.message is not None:
            key = events.key_of(call.message)
            seen.add((key, nth[key] + 1))
            answer = {"role": "assistant"} | call.message
            yield Message(f"{call.pointer}/output/choices/0/message", answer)


def _input(call: ModelCall, sample: dict[str, Any]) -> Iterator[Message]:
    """What a model was asked; newer logs name places in a pool of messages."""
    for number, value in enumerate(list_of(call.event.get("input"))):
        yield Message(f"{call.pointer}/input/{number}", value)
    place, pool = pool_of(sample)
    for pair in list_of(call.event.get("input_refs")):
        if isinstance(pair, list) and len(pair) == 2:
            begin, end = (int_of(part, 32) or 0 for part in pair)
            for number in range(max(begin, 0), min(end, len(pool))):
                yield Message(f"{place}/{number}", pool[number])


def pool_of(sample: dict[str, Any]) -> tuple[str, list[Any]]:
    """The pool of messages, and where it stands."""
    if messages := list_of(dict_of(sample.get("events_data")).get("messages")):
        return "/events_data/messages", messages
    return "/message_pool", list_of(sample.get("message_pool"))

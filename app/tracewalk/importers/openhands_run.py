"""Events of OpenHands, of any version, and what stands around them -> one run."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.given import text_of
from tracewalk.importers.openhands_events import is_event, read_event
from tracewalk.importers.openhands_facts import Found, metrics_of, trajectory_of
from tracewalk.importers.openhands_story import NO_EVENT, UNKNOWN, Story
from tracewalk.importers.openhands_usage import of_answers
from tracewalk.importers.openhands_v1 import is_v1_event, read_v1_event
from tracewalk.model import Record

__all__ = ["is_any_event", "is_pair", "run_of"]


def is_any_event(value: Any) -> bool:
    """Whether a value is an event, of whatever version."""
    return is_event(value) or is_v1_event(value)


def is_pair(value: Any) -> bool:
    """Whether a value is an action with its observation, as the oldest logs have them."""
    return isinstance(value, list) and 0 < len(value) <= 2 and all(map(is_event, value))


def run_of(found: Found) -> AgentRun:
    """The run, whatever the events are."""
    story = Story(notes=found.notes)
    versions: set[str] = set()
    n_records = 0
    for value, record in found.events:
        parts = [(value, record)]
        if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
            versions.add("pairs")
            parts = [(part, _within(record, number)) for number, part in enumerate(value)]
        n_records += len(parts)
        call = None
        for part, place in parts:
            if is_v1_event(part):
                versions.add("v1")
                read_v1_event(story, part, place)
            elif isinstance(part, dict) and ("action" in part) != ("observation" in part):
                call = read_event(story, _mended(part), place, call)
            else:
                _keep(story, part, place)
    _tell_answers(story, found)
    version = next((name for name in ("pairs", "v1") if name in versions), "events")
    trajectory = trajectory_of(found, story, n_records, version)
    return AgentRun(trajectory, [turn.finish() for turn in story.turns], story.changes, dict(story.notes))


def _within(record: Record, number: int) -> Record:
    return Record(record.offset, record.length, f"{record.pointer}/{number}", record.digest)


def _mended(event: dict[str, Any]) -> dict[str, Any]:
    """An event whose kind is a text, whatever it was."""
    name = "action" if "action" in event else "observation"
    return event if isinstance(event[name], str) else event | {name: text_of(event[name]) or "null"}


def _keep(story: Story, value: Any, record: Record) -> None:
    """What is no event, as the text that it is."""
    if value not in (None, {}, [], ""):
        story.notes[NO_EVENT] += 1
        story.begin("system", None, record, text_of(value))


def _tell_answers(story: Story, found: Found) -> None:
    """Tokens, cost and latency of each answer, where the run's metrics tell them."""
    for metrics in metrics_of(found, story):
        for key, answer in of_answers(metrics).items():
            turn = story.by_response.get(key)
            if turn is None:
                continue
            turn.seconds = answer.seconds if turn.seconds is None else turn.seconds
            if (turn.usage == UNKNOWN or turn.worked_out) and answer.tokens != UNKNOWN:
                turn.usage = answer.tokens
            if answer.cost is not None:
                turn.cost, turn.method = answer.cost, "derived"  # costs name no answer: they come in the same order

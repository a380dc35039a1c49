"""One sample of a log of Inspect -> its run, and those of the sub-agents that it started."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.importers.agent_run import AgentRun, run_id
from tracewalk.importers.given import dict_of, list_of, sound, text_of
from tracewalk.importers.inspect_content import Attachments
from tracewalk.importers.inspect_events import Events
from tracewalk.importers.inspect_threads import Message, conversation, threads_of
from tracewalk.importers.inspect_turns import Story
from tracewalk.importers.inspect_usage import total_of
from tracewalk.model import Record, Trajectory

__all__ = ["Origin", "runs_of"]

Facts = Callable[[dict[str, Any], Attachments, Events], dict[str, Any]]
_BESIDE = "answers of models that the conversation leaves out, as a critic's or beyond a limit; they are in the log"


@frozen
class Origin:
    """Where a sample stands."""

    format: str
    run: str
    """Id of its run."""
    record: Record | None
    """Of all of it, with an empty pointer; None: it is in several places."""
    member: str | None = None
    """Of the log, where that is an archive."""
    place: str | None = None
    """Of the sample in a file of many."""
    note: str | None = None
    """What is to be said of it."""
    parts: Callable[[str], Record | None] | None = None
    """The record of a part of it, where `record` does not say it."""

    def at(self, pointer: str) -> Record | None:
        """The record of a part of it."""
        if self.parts is not None:
            return self.parts(pointer)
        whole = self.record
        return Record(whole.offset, whole.length, pointer, whole.digest) if whole else None


def runs_of(sample: dict[str, Any], origin: Origin, facts_of: Facts) -> Iterator[AgentRun]:
    """The run of a sample, and after it those of its sub-agents; `facts_of` says what is known of it as a whole."""
    sample = _without_transcript(sample)
    attachments = Attachments(sample.get("attachments"))
    events = Events(sample.get("events"), attachments)
    threads = threads_of(sample, events)
    runs = {span: run_id(origin.format, [f"{origin.run} {sound(span)}".encode()]) for span in threads.agents}
    started = _started(events, runs)
    story = _told(threads.main, attachments, events, origin.at, started)
    if threads.n_beside:
        story.notes[_BESIDE] = threads.n_beside
    for note in (*threads.told, origin.note):
        story.notes.update([note] if note else [])
    facts = facts_of(sample, attachments, events)
    n_records = len(list_of(sample.get("messages")))
    yield _run(story, facts | _ending(story, sample) | {"n_records": n_records}, origin.run, origin)
    stories: dict[str | None, Story] = {None: story}
    for span, calls in threads.agents.items():
        told = _told(list(conversation(calls, sample, events)), attachments, events, origin.at, started)
        stories[span] = told
        caller = events.caller_of(span)
        outer = events.agent_of(events.spans[span].parent)
        above = outer if outer in stories else None
        said = _facts_of_agent(facts, told, events.spans[span].name, span)
        said |= {
            "n_records": told.n_messages,
            "parent": runs[above] if above else origin.run,
            "parent_turn": stories[above].turn_of_call.get(caller or ""),
        }
        yield _run(told, said, runs[span], origin)


def _without_transcript(sample: dict[str, Any]) -> dict[str, Any]:
    """The sample as newer logs have it: the first ones kept its events and attachments in `transcript`."""
    old = sample.get("transcript")
    if not isinstance(old, dict):
        return sample
    return sample | {"events": old.get("events"), "attachments": old.get("content")}


def _started(events: Events, runs: Mapping[str, str]) -> dict[str, str]:
    """Id of the call of a tool -> the run of the agent that it started."""
    return {call: run for span, run in runs.items() if (call := events.caller_of(span)) is not None}


def _told(
    messages: list[Message],
    attachments: Attachments,
    events: Events,
    place: Callable[[str], Record | None],
    started: Mapping[str, str],
) -> Story:
    story = Story(attachments, events, place, started)
    for message in messages:
        story.take(message.value, message.pointer)
    story.finish()
    return story


def _ending(story: Story, sample: dict[str, Any]) -> dict[str, Any]:
    """Why it failed stands at the last turn; totals only where no turn says what it took."""
    error = sample.get("error")
    text = text_of(error.get("message") if isinstance(error, dict) else error) if error else None
    if text and story.turns and not any(turn.error for turn in story.turns[-1:]):
        story.turns[-1].error = text
    asked = [turn for turn in story.turns if turn.source == "agent"]
    if asked and all(turn.completion_tokens is not None for turn in asked):
        return {}
    return total_of(sample.get("model_usage")) or total_of({"": dict_of(sample.get("output")).get("usage")})


def _facts_of_agent(facts: dict[str, Any], story: Story, name: str | None, span: str) -> dict[str, Any]:
    first = next((turn for turn in story.turns if turn.source == "user"), None)
    models = [turn.model for turn in story.turns if turn.model]
    return {key: facts[key] for key in ("format_version", "dataset", "task_id", "repo", "base_commit")} | {
        "native_id": text_of(span),
        "agent": name,
        "model": models[0] if models else facts["model"],
        "task": "\n".join(first.texts) if first else None,
    }


def _run(story: Story, facts: dict[str, Any], run: str, origin: Origin) -> AgentRun:
    made = Trajectory(
        run,
        "",
        origin.format,
        **facts,
        source_member=origin.member,
        source_record=origin.place,
        notes=tuple(f"{n:,} {note}" for note, n in story.notes.items()),
    )
    return AgentRun(made, [turn.made() for turn in story.turns], notes=dict(story.notes))

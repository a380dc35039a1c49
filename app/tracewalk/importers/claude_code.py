"""Logs of Claude Code: a session's file, those of its sub-agents beside it, and the stream-json of `claude -p`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.claude_code_kin import elements, kin_beside, kin_of, links, meta_of, with_meta
from tracewalk.importers.claude_code_run import FORMAT_NAME
from tracewalk.importers.claude_code_runs import Runs
from tracewalk.importers.entries import Entry, entries_of
from tracewalk.importers.formats import Fault, Format, Guess, Reading, Skipped
from tracewalk.importers.given import dict_of, text_of
from tracewalk.importers.sample import take_sample
from tracewalk.model import Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.claude_code_kin import Kin, Link
    from tracewalk.importers.claude_code_run import Run
    from tracewalk.importers.formats import Options
    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_BY_PROMPT = "sub-agents are matched with the call that started them by their prompt"
_WHOLE = "cost and tokens are those of the whole stream, its sub-agents' included"
_COMPACTED = "conversations were compacted on the way"
_BOOKS = {
    "summary": "leafUuid",
    "file-history-snapshot": "messageId",
    "queue-operation": "sessionId",
    "progress": "sessionId",
    "attachment": "sessionId",
    "last-prompt": "sessionId",
    "mode": "sessionId",
    "permission-mode": "sessionId",
    "ai-title": "sessionId",
    "custom-title": "sessionId",
    "agent-name": "sessionId",
}
"""Kinds of lines that hold no message, each with what it says."""


def _guess(sample: Sample, _options: Options) -> Guess:
    document = sample.document
    if _is_meta(document):
        return Guess(1, "it says what a sub-agent is")
    rows = [row for row in document[:8] if isinstance(row, dict)] if isinstance(document, list) else sample.rows
    kinds = [row.get("type") for row in rows]
    if any(kind == "tool_call" and "subtype" in row for kind, row in zip(kinds, rows, strict=True)):
        return Guess(0.5, "it has lines of the type `tool_call`, as streams of Cursor have")
    if any(map(_is_message, rows)):
        return Guess(1, "its lines are messages of a session")
    if any(map(_is_book, rows)):
        return Guess(1, "its lines are what a session notes down")
    if {"user", "assistant"} & {kind for kind in kinds if isinstance(kind, str)}:
        return Guess(0.4, "its lines of the type `user` or `assistant` name no session and hold no message")
    return Guess(0, "it has no lines of the type `user`, `assistant` or `system`")


def _is_message(row: dict[str, Any]) -> bool:
    named = any(name in row for name in ("sessionId", "session_id", "uuid", "parentUuid", "parent_tool_use_id"))
    # Qwen Code names its lines alike, and writes messages in Google's `parts`
    other = "content" not in (message := dict_of(row.get("message"))) and isinstance(message.get("parts"), list)
    other |= "messageId" in row and isinstance(row.get("message"), str)  # what was typed into Gemini CLI
    return row.get("type") in ("user", "assistant") and "message" in row and named and not other


def _is_book(row: dict[str, Any]) -> bool:
    kind = row.get("type")
    if kind == "system":
        return isinstance(row.get("subtype"), str) and ("sessionId" in row or "session_id" in row)
    if kind == "result":
        return "session_id" in row and "subtype" in row and "num_turns" in row
    return isinstance(kind, str) and kind in _BOOKS and _BOOKS[kind] in row


def _is_meta(document: Any) -> bool:
    given = dict_of(document)
    return isinstance(given.get("agentType"), str) and given.keys() <= {
        "agentType", "description", "toolUseId", "spawnDepth", "parentAgentId", "name", "model", "worktreePath",
    }  # fmt: skip


def _read(path: Path, options: Options) -> Iterator[Reading]:
    runs = Runs()
    position = 0
    n_runs = 0
    faults = False
    limit = options.settings.import_bytes
    for entry in entries_of(path, limit, elements):
        if not isinstance(entry, Entry):
            position, faults = entry.position, True
            yield entry
            continue
        position = entry.position
        runs.feed(entry)
        if done := runs.finished(limit):
            for found in _told(done, path, limit):
                n_runs += 1
                yield Reading(found, position)
    for found in _told(runs.rest(), path, limit):
        n_runs += 1
        yield Reading(found, position)
    if not n_runs:
        if _is_meta(take_sample(path, limit).document):
            yield Reading(Skipped(str(path), "what a sub-agent is; it is read with the sub-agent's log"), position)
        elif not faults:
            yield Reading(Skipped(str(path), "a session of Claude Code without a message"), position)
        else:
            yield Reading(Fault(str(path), 0, "none of its lines is a message of Claude Code"), position)


def _told(runs: list[Run], path: Path, limit: int) -> Iterator[AgentRun]:
    """The runs as they are kept, with what links them to each other and to those in other logs."""
    runs = [run for run in runs if run.turns]
    for run in runs:
        run.finish()
    own = [with_meta(kin_of(run), path) for run in runs]
    kin = [*own, *_others(own, path, limit)]
    found = list(links(kin))
    up = {link.child: link for link in found}
    for run, one in zip(runs, own, strict=True):
        for link in found:
            if link.parent == one.trajectory and link.call in run.calls:
                run.call(link.call)[1].trajectory = link.child
        yield _agent_run(run, one, up.get(one.trajectory), path)


def _others(own: list[Kin], path: Path, limit: int) -> list[Kin]:
    """The runs of other logs, where a call or a sub-agent is of a run that is not in this one."""
    wanted = {one.session for one in own if one.session and (one.side or one.calls)}
    return kin_beside(path, {session for session in wanted if session}, limit) if wanted else []


def _agent_run(run: Run, kin: Kin, link: Link | None, path: Path) -> AgentRun:
    facts, notes = run.facts, run.notes
    prompt, completion, cached = facts.tokens
    if link and link.guessed:
        notes[_BY_PROMPT] += 1
    if facts.compactions:
        notes[_COMPACTED] += 1
    if facts.cost is not None or facts.tokens != (None, None, None):
        notes[_WHOLE] += 1
    meta = meta_of(path) if run.side else {}
    more = {
        "agent_id": kin.agent,
        "agent_type": text_of(meta.get("agentType")),
        "description": text_of(meta.get("description")),
    }
    trajectory = Trajectory(
        trajectory_id=kin.trajectory,
        name="",
        source_format=FORMAT_NAME,
        format_version="stream-json" if facts.streamed else "session",
        native_id=_native_id(kin, link),
        agent="claude-code",
        agent_version=facts.version,
        model=facts.model,
        task=facts.task or facts.prompt,
        exit_status=facts.exit_status,
        started_at=facts.first,
        ended_at=facts.last,
        seconds=facts.seconds,
        n_records=facts.n_records,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cached_tokens=cached,
        context_window=facts.window,
        cost=facts.cost,
        parent=link.parent if link else None,
        parent_turn=link.turn if link else None,
        metadata=facts.metadata(**more),
        notes=tuple(notes),
    )
    return AgentRun(trajectory, [turn.made() for turn in run.turns], run.changes, notes)


def _native_id(kin: Kin, link: Link | None) -> str | None:
    """Of a sub-agent with that of its session, which all of them share."""
    part = kin.agent or kin.caller or (link.call if link else None)
    return "/".join(name for name in (kin.session, part) if name) or None


FORMAT = Format(FORMAT_NAME, "a log of Claude Code (a session, or stream-json)", _guess, _read)

"""Format `openai-chat`: runs that are lists of chat messages, in a document or one a line; asked last of all formats.

The messages may stand alone, or in a row that says more of the run: its task, model, outcome, patch. A line may also be
a message; all lines are one run then. Messages are taken in OpenAI's form, and in Anthropic's and others near to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracewalk.errors import RowError
from tracewalk.importers.agent_run import AgentRun, record_of, run_id
from tracewalk.importers.chat_dialects import common, role_of
from tracewalk.importers.chat_row import facts_of, looks_like_chat, messages_of, rows_of, system_of
from tracewalk.importers.chat_turns import ChatTurns
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading
from tracewalk.importers.json_document import read_document
from tracewalk.importers.json_text import json_of, read_json
from tracewalk.importers.sample import Piece, Sample, lines_of
from tracewalk.model import Record, Trajectory

__all__ = ["FORMAT"]

_NAME = "openai-chat"
_TOO_LONG = "the line is longer than {:,} bytes (TRACEWALK_IMPORT_BYTES)"


def _guess(sample: Sample, _options: Options) -> Guess:
    found = sample.rows if sample.document is None else [sample.document]
    if not looks_like_chat(sample.document):
        found = rows_of(sample.document)[1][:8] or found
    if any(looks_like_chat(one) or messages_of(one) for one in found) or _are_messages(found):
        return Guess(1, "")
    rows = [one for one in found if isinstance(one, dict)]
    if any(role_of(row) or "messages" in row for row in rows):
        return Guess(0.5, "its messages are no list of objects with a known `role` and `content`")
    return Guess(0, "it holds no list of chat messages")


def _are_messages(rows: list[Any]) -> bool:
    """Whether each line is a message."""
    return len(rows) > 1 and looks_like_chat(rows)


def _read(path: Path, options: Options) -> Iterator[Reading]:
    limit = options.settings.import_bytes
    pieces = lines_of(path, limit)
    first = next(pieces, None)
    if first is None or first.raw is None or not _is_line(first.raw) or next(pieces, None) is None:
        yield from _read_document(path, limit)
    elif role_of(common(read_json(first.raw))):
        yield from _read_messages(path, limit)
    else:
        yield from _read_rows(path, limit)


def _is_line(raw: bytes) -> bool:
    """Whether a line is an object by itself, as in JSON lines."""
    try:
        return isinstance(read_json(raw), dict)
    except ValueError:
        return False


def _read_document(path: Path, limit: int) -> Iterator[Reading]:
    size = path.stat().st_size
    try:
        document = read_document(path, limit)
    except RowError as fault:
        yield Reading(Fault(str(path), 0, str(fault)), size)
        return
    whole = record_of(document.raw, 0)
    value = document.value
    column, rows = rows_of(value)
    if looks_like_chat(value) or messages_of(value) or (isinstance(value, dict) and not column):
        yield Reading(_run(value, document.raw, whole, "") or _none(path, 0), size)
        return
    inside = f"/{column}" if column else ""
    for number, row in enumerate(rows):
        raw = json_of(row).encode("utf-8", "surrogatepass")
        found = _run(row, raw, whole, f"{inside}/{number}") or _none(path, number + 1)
        yield Reading(found, size * (number + 1) // len(rows))


def _read_rows(path: Path, limit: int) -> Iterator[Reading]:
    for piece in lines_of(path, limit):
        if piece.raw is None:
            yield Reading(Fault(str(path), piece.line, _TOO_LONG.format(limit)), piece.position)
            continue
        try:
            row = read_json(piece.raw)
        except ValueError as fault:
            yield Reading(Fault(str(path), piece.line, str(fault)), piece.position)
            continue
        run = _run(row, piece.raw, _record(piece, piece.raw), "", f"line {piece.line}")
        yield Reading(run or _none(path, piece.line), piece.position)


def _read_messages(path: Path, limit: int) -> Iterator[Reading]:
    """One run, of which each line is a message."""
    chat, raws, n, position = ChatTurns(), [], 0, 0
    for piece in lines_of(path, limit):
        position = piece.position
        if piece.raw is None:
            yield Reading(Fault(str(path), piece.line, _TOO_LONG.format(limit)), position)
            continue
        try:
            message = read_json(piece.raw)
        except ValueError as fault:
            yield Reading(Fault(str(path), piece.line, str(fault)), position)
            continue
        chat.add(message, _record(piece, piece.raw))
        raws.append(piece.raw)
        n += 1
    yield Reading(_made(chat, run_id(_NAME, raws), n, {}, None), position)


def _record(piece: Piece, raw: bytes) -> Record:
    return record_of(raw, piece.position - len(raw))


def _run(row: Any, raw: bytes, whole: Record, pointer: str, place: str | None = None) -> AgentRun | None:
    """The run of a list of messages, or of an object that has one; None of anything else."""
    found = ("", row) if looks_like_chat(row) else messages_of(row)
    if found is None:
        return None
    column, messages = found
    chat = ChatTurns()
    inside = f"{pointer}/{column}" if column else pointer
    in_text = bool(column) and isinstance(row[column], str)
    n_inside = len(row[column]) if column and not in_text else len(messages)
    if column and (system := system_of(row, messages)):
        where = f"{pointer}/{system[0]}"
        chat.add({"role": "system", "content": system[1]}, Record(whole.offset, whole.length, where, whole.digest))
    for number, message in enumerate(messages):
        where = inside if in_text else f"{inside}/{number}" if number < n_inside else pointer
        chat.add(message, Record(whole.offset, whole.length, where, whole.digest))
    facts = facts_of(row, column, chat.notes) if isinstance(row, dict) else {}
    return _made(chat, run_id(_NAME, [raw]), len(messages), facts, place or pointer or None)


def _made(chat: ChatTurns, trajectory_id: str, n: int, facts: dict[str, Any], place: str | None) -> AgentRun:
    turns = chat.turns()
    facts.setdefault("task", next((turn.message for turn in turns if turn.source == "user" and turn.message), None))
    made = Trajectory(trajectory_id, "", _NAME, n_records=n, source_record=place, **facts)
    return AgentRun(made, turns, notes=dict(chat.notes))


def _none(path: Path, line: int) -> Fault:
    return Fault(str(path), line, "it holds no list of chat messages")


FORMAT = Format(_NAME, "chat messages with roles, as OpenAI's and Anthropic's servers take them", _guess, _read)

"""Format `openhands`: events of OpenHands in a list, in an evaluation's rows, one a line, or one a file of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracewalk.errors import RowError
from tracewalk.importers.agent_run import record_of
from tracewalk.importers.damaged import before_damage, read_before_damage
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import dict_of
from tracewalk.importers.json_document import read_document
from tracewalk.importers.openhands_facts import NAME, Found
from tracewalk.importers.openhands_folder import read_folder
from tracewalk.importers.openhands_run import is_any_event, is_pair, run_of
from tracewalk.importers.sample import Piece, Sample, lines_of, take_sample
from tracewalk.model import Record

__all__ = ["FORMAT"]

_LISTS = ("history", "trajectory", "events", "items")
"""Where a document or a row holds its events."""
_ASKED = 40
"""Elements of a list that are looked at for an event."""
_NONE = "it holds no events of OpenHands"
_PAGE = "a page of events that OpenHands keeps twice; they stand in the files of the `events` folder"


def _holds_events(value: Any) -> bool:
    return isinstance(value, list) and any(is_any_event(part) or is_pair(part) for part in value[:_ASKED])


def _list_in(row: dict[str, Any]) -> str | None:
    """The name under which a row holds events; also an empty history, where the row is one of an evaluation."""
    found = next((name for name in _LISTS if _holds_events(row.get(name))), None)
    if found is None and isinstance(row.get("instance_id"), str) and "metadata" in row and "test_result" in row:
        return "history" if row.get("history", 0) in ([], None) else None
    return found


def _known_otherwise(value: Any) -> str | None:
    """Why a document that OpenHands wrote holds no run."""
    if not isinstance(value, dict):
        return None
    asked = isinstance(value.get("messages", value.get("input")), list)
    answered = isinstance(value.get("response"), dict) or "fncall_response" in value
    if asked and answered and "kwargs" in value and "timestamp" in value:
        return "a log of one request to a model; the run that it belongs to stands in its events"
    agent = dict_of(value.get("agent"))
    if "llm" in agent and not {"execution_status", "agent_status", "persistence_dir"}.isdisjoint(value):
        return "the state of an OpenHands conversation; its turns stand in the files of its `events` folder"
    if {"sandbox_id", "llm_model"} <= value.keys() or {"conversation_id", "selected_repository"} <= value.keys():
        return "what OpenHands says of a conversation; its turns stand in the files beside it"
    return None


def _holds(value: Any) -> bool:
    """Whether a document, or a row, is one that OpenHands wrote."""
    if _holds_events(value) or is_any_event(value) or _known_otherwise(value):
        return True
    return isinstance(value, dict) and _list_in(value) is not None


def _guess(sample: Sample, _options: Options) -> Guess:
    if _holds(sample.document) or any(map(_holds, sample.rows)):
        return Guess(1, "")
    if any("instance_id" in row and ("test_result" in row or "git_patch" in row) for row in sample.rows):
        return Guess(0.6, "its rows have no `history` with events")
    if sample.document is None and not sample.rows and _holds(before_damage(sample.head)):
        return Guess(1, "")
    return Guess(0, "it holds no events with `action`, `observation` or `kind`")


def _read(path: Path, options: Options) -> Iterator[Reading]:
    limit = options.settings.import_bytes
    sample = take_sample(path, limit)
    if sample.is_lines and sample.rows:
        yield from _read_lines(sample)
        return
    try:
        document = read_document(path, limit)
    except RowError as fault:
        yield from _read_lines(sample) if sample.rows else _read_damaged(path, limit, str(fault))
        return
    if is_any_event(document.value) and not (sample.rows and b"\n" in sample.head.strip()):
        yield Reading(read_folder(path, document, limit), len(document.raw))
    else:
        yield Reading(_found(path, document.value, document.raw), len(document.raw))


def _read_damaged(path: Path, limit: int, why: str) -> Iterator[Reading]:
    """What stands before the damage, and the damage."""
    raw, value = read_before_damage(path, limit)
    if _holds(value) and not is_any_event(value):
        yield Reading(_found(path, value, raw), len(raw))
        why = f"{why}; what stands before is imported"
    yield Reading(Fault(str(path), 0, why), len(raw))


def _found(path: Path, value: Any, raw: bytes) -> Any:
    """What a document holds."""
    if reason := _known_otherwise(value):
        return Skipped(str(path), reason)
    record = record_of(raw, 0)
    if isinstance(value, list):
        if path.parent.name == "event_cache" and (path.parent.parent / "events").is_dir():
            return Skipped(str(path), _PAGE)
        return run_of(Found([raw], _placed(value, record, "")))
    if isinstance(value, dict) and (name := _list_in(value)):
        return run_of(Found([raw], _placed(value.get(name) or [], record, f"/{name}"), value))
    return Fault(str(path), 0, _NONE)


def _placed(events: list[Any], record: Record, pointer: str) -> Iterator[tuple[Any, Record]]:
    for number, event in enumerate(events):
        yield event, Record(record.offset, record.length, f"{pointer}/{number}", record.digest)


def _read_lines(sample: Sample) -> Iterator[Reading]:
    """Rows that hold a run each; rows that are events make one together."""
    events: list[tuple[Any, Record]] = []
    raws: list[bytes] = []
    position, path = 0, sample.path
    for piece in lines_of(path, sample.limit):
        position = piece.position
        row = _row(sample, piece)
        if isinstance(row, Fault):
            yield Reading(row, position)
            continue
        raw = (piece.raw or b"").rstrip(b"\r\n")
        record = record_of(raw, position - len(piece.raw or b""))
        if is_any_event(row):
            events.append((row, record))
            raws.append(raw)
        elif reason := _known_otherwise(row):
            yield Reading(Skipped(str(path), reason), position)
        elif isinstance(row, dict) and (name := _list_in(row)):
            placed = _placed(row.get(name) or [], record, f"/{name}")
            yield Reading(run_of(Found([raw], placed, row, f"line {piece.line}")), position)
        else:
            yield Reading(Fault(str(path), piece.line, _NONE), position)
    if events:
        yield Reading(run_of(Found(raws, events)), position)


def _row(sample: Sample, piece: Piece) -> Any:
    path, limit = sample.path, sample.limit
    if piece.raw is None:
        return Fault(str(path), piece.line, f"the line is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")
    try:
        return sample.value_of(piece.line, piece.raw)
    except ValueError as fault:
        return Fault(str(path), piece.line, str(fault))


FORMAT = Format(NAME, "a log of OpenHands", _guess, _read)

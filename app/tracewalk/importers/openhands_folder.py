"""A conversation of OpenHands whose events stand in files of their own, as its store and its export keep them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracewalk.importers.agent_run import AgentRun, record_of
from tracewalk.importers.formats import Skipped
from tracewalk.importers.given import dict_of
from tracewalk.importers.json_document import Document
from tracewalk.importers.json_text import read_json
from tracewalk.importers.openhands_facts import Found
from tracewalk.importers.openhands_run import is_any_event, run_of
from tracewalk.importers.raw_places import elsewhere
from tracewalk.model import Record

__all__ = ["read_folder"]

_NAME = re.compile(r"(\D*)(\d{1,18})\D")
"""Of an event's file: `0.json`, `event-00000-<id>.json`, `event_000000_<id>.json`."""
_FILES = 20_000
"""Events of a conversation that are read at most."""
_BESIDE = ("base_state.json", "meta.json", "metadata.json")
_PART = "an event of a conversation, which is read with the first event in its folder"


def read_folder(path: Path, document: Document, limit: int) -> AgentRun | Skipped:
    """The run that a file's event belongs to, where it is the first one in its folder; all others are passed over.

    Which one is first shows in the numbers in the files' names, as OpenHands counts them.
    """
    raws: list[bytes] = []
    events: list[tuple[Any, Record]] = []
    missing = 0
    for name in _in_order(path):
        raw = document.raw if name == path.name else _bytes_of(path.with_name(name), limit)
        value = _value_of(raw)
        if is_any_event(value):
            if not events and name != path.name:
                return Skipped(str(path), _PART)
            raws.append(raw or b"")
            place = "" if name == path.name else elsewhere(name)
            events.append((value, record_of(raw or b"", 0, place)))
        elif value is None:
            missing += 1
    found = Found(raws, events, _around(path, limit))
    if missing:
        found.notes["files of events that cannot be read"] = missing
    return run_of(found)


def _in_order(path: Path) -> tuple[str, ...]:
    """The names of the files that hold the events of a conversation; the file's own where it has no number."""
    shape = _NAME.match(path.name)
    if shape is None:
        return (path.name,)
    state = path.parent.stat()
    return _numbered(str(path.parent), state.st_mtime_ns, shape[1], path.suffix)[:_FILES]


@lru_cache(maxsize=2)
def _numbered(folder: str, _changed: int, prefix: str, suffix: str) -> tuple[str, ...]:
    """The files of a folder that are named alike but for a number and what follows, by that number."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith(suffix) and entry.is_file()]
    shapes = ((_NAME.match(name), name) for name in names)
    return tuple(name for _, name in sorted((int(m[2]), name) for m, name in shapes if m and m[1] == prefix))


def _bytes_of(file: Path, limit: int) -> bytes | None:
    try:
        with file.open("rb") as opened:
            raw = opened.read(limit + 1)
    except OSError:
        return None
    return raw if len(raw) <= limit else None


def _value_of(raw: bytes | None) -> Any:
    try:
        return None if raw is None else read_json(raw)
    except ValueError:
        return None


def _around(path: Path, limit: int) -> dict[str, Any]:
    """What the conversation's own files say of it, beside its events or a folder above."""
    found: dict[str, Any] = {}
    for file in _beside(path):
        found = dict_of(_value_of(_bytes_of(file, limit))) | found
    return found


def _beside(path: Path) -> Iterator[Path]:
    for folder in (path.parent, path.parent.parent):
        for name in _BESIDE:
            if (file := folder / name).is_file():
                yield file

"""Format `inspect-scout`: Parquet of Inspect Scout with one transcript a row, its messages and events as JSON."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import dict_of, float_of, list_of, moment_of, text_of
from tracewalk.importers.inspect_content import content_of
from tracewalk.importers.inspect_facts import task_id_of
from tracewalk.importers.inspect_run import Origin, runs_of
from tracewalk.importers.inspect_scores import clean_json, number_of
from tracewalk.importers.json_text import read_json
from tracewalk.importers.raw_places import elsewhere
from tracewalk.lake.engine import connect
from tracewalk.model import Record
from tracewalk.sql import statement

if TYPE_CHECKING:
    from tracewalk.importers.inspect_content import Attachments
    from tracewalk.importers.inspect_events import Events
    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_NAME = "inspect-scout"
_MAGIC = b"PAR1"
_MOST_ROWS = 200
_GROWTH = 4
"""Times that rows may be longer than their columns say, which repeat no value."""
_SCAN = "results of a scan by Inspect Scout: labels of transcripts, which stand in files of their own"
_INDEX = "an index of transcripts of Inspect Scout, without their messages"
_EMPTY = "a file of Inspect Scout without a transcript"
_OWN = {"messages", "events", "events_data", "timelines"}
_KNOWN = {"transcript_id", "task_set", "task_id", "agent", "model", "date", "total_time"}


def _guess(sample: Sample, _options: Options) -> Guess:
    if not sample.head.startswith(_MAGIC):
        return Guess(0, "it does not begin as a Parquet file does")
    names = _columns(sample.path)
    if "transcript_id" not in names:
        return Guess(0, "it has no column `transcript_id`")
    return Guess(1, "") if "messages" in names or _why_none(names) else Guess(0.8, "it has no column `messages`")


def _columns(path: Path) -> set[str]:
    try:
        return set(pq.read_schema(path).names)
    except (OSError, ValueError, pa.ArrowException):
        return set()


def _why_none(names: set[str]) -> str | None:
    """Why a file of Scout holds no transcripts, if it is one."""
    if {"scan_id", "value"} <= names and names & {"scanner_name", "scanner_key"}:
        return _SCAN
    return _INDEX if "messages" not in names and names & {"filename", "source_type", "source_id"} else None


def _read(path: Path, options: Options) -> Iterator[Reading]:
    size = path.stat().st_size
    if why := _why_none(_columns(path)):
        yield Reading(Skipped(str(path), why), size)
        return
    number = 0
    try:
        for number, total, row in _rows(path, options):
            yield from (Reading(what, size * number // total) for what in _found(path, number, row, options))
    except duckdb.Error as fault:
        why = str(fault).splitlines()[0][:200]
        yield Reading(Fault(str(path), 0, f"it cannot be read beyond row {number:,}: {why}"), size)
        return
    if not number:
        yield Reading(Skipped(str(path), _EMPTY), size)


def _rows(path: Path, options: Options) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Number from 1, how many there are, and each row; no more at once than are within the limit by and large."""
    with tempfile.TemporaryDirectory(prefix="tracewalk-") as spill:
        connection = connect(Path(spill), options.settings.query_memory)
        try:
            asked = {"path": str(path)}
            ((n_rows, n_bytes),) = connection.execute(statement("import/scout_shape"), asked).fetchall()
            step = min(max(options.settings.import_bytes * n_rows // max(n_bytes * _GROWTH, 1), 1), _MOST_ROWS)
            for start in range(0, n_rows, step):
                found = connection.sql(
                    statement("import/scout_rows"), params=asked | {"start": start, "stop": start + step}
                )
                for number, values in enumerate(found.fetchall(), start + 1):
                    yield number, n_rows, dict(zip(found.columns, values, strict=True))
        finally:
            connection.close()


def _found(path: Path, number: int, row: dict[str, Any], options: Options) -> Iterator[Any]:
    limit = options.settings.import_bytes
    raw = {name: (text_of(row.get(name)) or "").encode() for name in ("messages", "events", "events_data")}
    note = None
    if sum(map(len, raw.values())) > limit:
        raw |= {"events": b"", "events_data": b""}
        note = "transcripts whose events are left out, as they are longer than TRACEWALK_IMPORT_BYTES"
    try:
        if len(raw["messages"]) > limit:
            raise ValueError(f"is longer than {limit:,} bytes (TRACEWALK_IMPORT_BYTES)")  # noqa: TRY301
        messages = read_json(raw["messages"] or b"[]")
        if not isinstance(messages, list):
            raise ValueError("is no list")  # noqa: TRY301, TRY004
    except ValueError as fault:
        yield Fault(str(path), number, f"its `messages` {fault}")
        return
    try:
        events, pool = (read_json(raw[name] or b"null") for name in ("events", "events_data"))
    except ValueError:
        events = pool = None
        note = "transcripts whose events cannot be read"
    sample = {"messages": messages, "events": list_of(events), "events_data": dict_of(pool)}
    name = text_of(row.get("transcript_id")) or ""
    made = run_id(_NAME, [name.encode(), b"\n", *raw.values()])
    origin = Origin(_NAME, made, None, None, f"row {number}", note, _Columns(number - 1, raw))
    yield from runs_of(sample, origin, partial(_facts, row))


class _Columns:
    """Where the parts of a transcript stand: in the columns of its row."""

    def __init__(self, row: int, raw: dict[str, bytes]) -> None:
        self._wholes = {name: record_of(text, row) for name, text in raw.items() if text}

    def __call__(self, pointer: str) -> Record | None:
        _, column, *rest = pointer.split("/")
        whole = self._wholes.get(column)
        place = elsewhere(column, "".join(f"/{part}" for part in rest))
        return Record(whole.offset, whole.length, place, whole.digest) if whole else None


def _facts(row: dict[str, Any], sample: dict[str, Any], attachments: Attachments, events: Events) -> dict[str, Any]:
    """The columns of a trajectory that a row fills; what else it says is metadata."""
    first = next((one for one in map(dict_of, sample["messages"]) if one.get("role") == "user"), {})
    started = moment_of(row.get("date"))[0] or moment_of(events.first_at)[0]
    seconds = float_of(row.get("total_time"))
    rest = {name: _plain(value) for name, value in row.items() if name not in _OWN | _KNOWN and value not in (None, "")}
    return {
        "native_id": text_of(row.get("transcript_id")),
        "dataset": text_of(row.get("task_set")),
        "agent": text_of(row.get("agent")),
        "model": text_of(row.get("model")),
        "task_id": task_id_of(row.get("task_set"), row.get("task_id")),
        "task": text_of(row.get("task")) or content_of(first, attachments).text,
        **_outcome(row),
        "exit_status": "error" if row.get("error") else f"{row['limit']} limit" if row.get("limit") else None,
        "started_at": started,
        "seconds": seconds if seconds is not None and seconds >= 0 else None,
        "metadata": clean_json(rest) if rest else None,
    }


def _outcome(row: dict[str, Any]) -> dict[str, Any]:
    score = row.get("score")
    found: dict[str, Any] = {
        "score": number_of(score),
        "scores": None if score in (None, "") else clean_json(_json(score)),
    }
    said = str(row.get("success")).lower()
    if said in ("true", "false"):
        return found | {"outcome": "solved" if said == "true" else "unsolved", "outcome_from": "success"}
    return found | ({"outcome": "error", "outcome_from": "error"} if row.get("error") else {})


def _json(value: Any) -> Any:
    """The value of a column that holds JSON, or any other."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return read_json(value.encode("utf-8", "replace"))
        except ValueError:
            return value
    return value


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    found = _json(value)
    return found if isinstance(found, str | int | float | bool | dict | list | None) else str(found)


FORMAT = Format(_NAME, "transcripts of Inspect Scout (Parquet)", _guess, _read)
